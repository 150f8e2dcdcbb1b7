# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/reason/ids.c src/reason/outcome.h src/reason/reason.h src/reason/reason-private.h
nodist_libnixie_a_SOURCES += src/reason/reasons.c src/reason/reasons.h
BUILT_SOURCES += src/reason/reasons.h src/reason/reasons.c
EXTRA_DIST += src/reason/reasons.tsv build-aux/reasons.awk

src/reason/reasons.h: $(srcdir)/src/reason/reasons.tsv $(srcdir)/build-aux/reasons.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=header -f $(srcdir)/build-aux/reasons.awk $< >$@.tmp && mv $@.tmp $@
src/reason/reasons.c: $(srcdir)/src/reason/reasons.tsv $(srcdir)/build-aux/reasons.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=source -f $(srcdir)/build-aux/reasons.awk $< >$@.tmp && mv $@.tmp $@
