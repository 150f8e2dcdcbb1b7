# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/report/reply.c src/report/reply.h src/report/statement.h
nodist_libnixie_a_SOURCES += src/report/fields.c src/report/fields.h
BUILT_SOURCES += src/report/fields.h src/report/fields.c
EXTRA_DIST += src/report/fields.tsv build-aux/fields.awk

src/report/fields.h: $(srcdir)/src/report/fields.tsv $(srcdir)/build-aux/fields.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=header -f $(srcdir)/build-aux/fields.awk $< >$@.tmp && mv $@.tmp $@
src/report/fields.c: $(srcdir)/src/report/fields.tsv $(srcdir)/build-aux/fields.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=source -f $(srcdir)/build-aux/fields.awk $< >$@.tmp && mv $@.tmp $@
