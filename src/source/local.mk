# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/source/folder.c src/source/folder-private.h src/source/from-line.c \
  src/source/from-line-private.h src/source/mbox.c src/source/mbox-private.h src/source/source.c src/source/source.h \
  src/source/stream.c src/source/stream-private.h src/source/unpack.c src/source/unpack-private.h
