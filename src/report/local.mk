# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/report/reply.c src/report/reply.h src/report/statement.h src/report/statements.c \
  src/report/report.h src/report/report.c src/report/reader-private.h src/report/gate.h src/report/gate.c src/report/folded.c \
  src/report/folded.h \
  src/report/address-list.h src/report/address-list.c src/report/lines.h src/report/lines.c \
  src/report/delivery-status.c src/report/returned.c src/report/human.c src/report/feedback.c \
  src/report/disposition.c src/report/auto-response.c src/report/parts.c src/report/wording.h src/report/wording.c \
  src/report/complaint.c src/report/mailed-to.c src/report/entry-text.c \
  src/report/producer.h src/report/producer-private.h src/report/producer.c src/report/exim.c src/report/qmail.c src/report/sendmail.c \
  src/report/notice-private.h src/report/notice-text.c src/report/notice.c src/report/notice-ground.c src/report/unstructured.c src/report/ses.c
nodist_libnixie_a_SOURCES += src/report/fields.c src/report/fields.h src/report/producers.c src/report/wordings.c src/report/cues.c
BUILT_SOURCES += src/report/fields.h src/report/fields.c src/report/producers.c src/report/wordings.c src/report/cues.c
EXTRA_DIST += src/report/fields.tsv build-aux/fields.awk src/report/producers.tsv build-aux/producers.awk \
  src/report/wordings.tsv build-aux/wordings.awk src/report/cues.tsv build-aux/cues.awk

src/report/fields.h: $(srcdir)/src/report/fields.tsv $(srcdir)/build-aux/fields.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=header -f $(srcdir)/build-aux/fields.awk $< >$@.tmp && mv $@.tmp $@
src/report/fields.c: $(srcdir)/src/report/fields.tsv $(srcdir)/build-aux/fields.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=source -f $(srcdir)/build-aux/fields.awk $< >$@.tmp && mv $@.tmp $@
src/report/producers.c: $(srcdir)/src/report/producers.tsv $(srcdir)/build-aux/producers.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -f $(srcdir)/build-aux/producers.awk $< >$@.tmp && mv $@.tmp $@
src/report/wordings.c: $(srcdir)/src/report/wordings.tsv $(srcdir)/build-aux/wordings.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && LC_ALL=C $(AWK) -f $(srcdir)/build-aux/wordings.awk $< >$@.tmp && mv $@.tmp $@
src/report/cues.c: $(srcdir)/src/report/cues.tsv $(srcdir)/build-aux/cues.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -f $(srcdir)/build-aux/cues.awk $< >$@.tmp && mv $@.tmp $@
