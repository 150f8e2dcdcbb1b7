# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/mime/mime.h src/mime/mime.c src/mime/headers.h src/mime/headers.c src/mime/words.c \
  src/mime/decode.h src/mime/decode.c src/mime/transfer.c src/mime/guess.c src/mime/guess-private.h \
  src/mime/gmime.c src/mime/gmime-private.h src/mime/html.h src/mime/html.c
nodist_libnixie_a_SOURCES += src/mime/names.c src/mime/names.h
BUILT_SOURCES += src/mime/names.h src/mime/names.c
EXTRA_DIST += src/mime/names.tsv build-aux/names.awk

src/mime/names.h: $(srcdir)/src/mime/names.tsv $(srcdir)/build-aux/names.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=header -f $(srcdir)/build-aux/names.awk $< >$@.tmp && mv $@.tmp $@
src/mime/names.c: $(srcdir)/src/mime/names.tsv $(srcdir)/build-aux/names.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=source -f $(srcdir)/build-aux/names.awk $< >$@.tmp && mv $@.tmp $@
