# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/reason/classify.c src/reason/ids.c src/reason/letters.c src/reason/lookup.c src/reason/outcome.c \
  src/reason/outcome.h src/reason/own-rules.c src/reason/own-rules.h src/reason/own-rules-private.h src/reason/own-rules-read.c \
  src/reason/reason.h src/reason/reason-private.h src/reason/row-text.c src/reason/words.c
nodist_libnixie_a_SOURCES += src/reason/reasons.c src/reason/reasons.h src/reason/rules.c
BUILT_SOURCES += src/reason/reasons.h src/reason/reasons.c src/reason/rules.c
EXTRA_DIST += build-aux/reasons.awk build-aux/rules.awk $(reason_tables)

# In the order that build-aux/rules.awk reads them.
reason_tables = src/reason/reasons.tsv src/reason/providers.tsv src/reason/statuses.tsv src/reason/replies.tsv src/reason/terms.tsv \
  src/reason/phrases.tsv
make_rules = cd $(srcdir) && LC_ALL=C $(AWK) -f build-aux/rules.awk -v

src/reason/reasons.h: $(srcdir)/src/reason/reasons.tsv $(srcdir)/build-aux/reasons.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=header -f $(srcdir)/build-aux/reasons.awk $< >$@.tmp && mv $@.tmp $@
src/reason/reasons.c: $(srcdir)/src/reason/reasons.tsv $(srcdir)/build-aux/reasons.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=source -f $(srcdir)/build-aux/reasons.awk $< >$@.tmp && mv $@.tmp $@
src/reason/rules.c: $(reason_tables) build-aux/rules.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && ($(make_rules) want=source $(reason_tables)) >$@.tmp && mv $@.tmp $@
