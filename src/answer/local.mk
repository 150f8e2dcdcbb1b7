# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/answer/acts.c src/answer/acts.h src/answer/history.c src/answer/history.h
libnixie_a_SOURCES += src/answer/difference.c src/answer/difference-text.c src/answer/difference.h
libnixie_a_SOURCES += src/answer/change.c src/answer/change.h src/answer/check.c src/answer/check.h src/answer/csv.c src/answer/csv.h \
  src/answer/rows.c src/answer/rows.h src/answer/list.c src/answer/list.h src/answer/output.c src/answer/output.h \
  src/answer/record.c src/answer/record.h src/answer/show.c src/answer/show.h
libnixie_a_SOURCES += src/answer/outcome-json.c src/answer/outcome-json.h
libnixie_a_SOURCES += src/answer/outcome-text.c src/answer/outcome-text.h
libnixie_a_SOURCES += src/answer/explain.c src/answer/explain.h src/answer/explain-json.c
libnixie_a_SOURCES += src/answer/policy.c src/answer/policy.h src/answer/policy-json.c
libnixie_a_SOURCES += src/answer/digests.c src/answer/digests.h src/answer/export.c src/answer/export.h
libnixie_a_SOURCES += src/answer/import.c src/answer/import.h src/answer/json-rows.c src/answer/json-rows.h src/answer/reader.c \
  src/answer/reader.h src/answer/recognise.c src/answer/systems.h
nodist_libnixie_a_SOURCES += src/answer/systems.c
BUILT_SOURCES += src/answer/systems.c
EXTRA_DIST += src/answer/systems.tsv src/answer/grounds.tsv build-aux/systems.awk

system_tables = $(srcdir)/src/answer/systems.tsv $(srcdir)/src/answer/grounds.tsv
src/answer/systems.c: $(system_tables) $(srcdir)/build-aux/systems.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=source -f $(srcdir)/build-aux/systems.awk $(system_tables) >$@.tmp && mv $@.tmp $@
libnixie_a_SOURCES += src/answer/verify.c src/answer/verify.h
