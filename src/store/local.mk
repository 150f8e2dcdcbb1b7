# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/store/acts.c src/store/addresses.c src/store/backlog.c src/store/backlog.h src/store/brake.c \
  src/store/difference.c src/store/env.c src/store/fold-in.c \
  src/store/folder.c src/store/keys.c src/store/meta.c src/store/read.c src/store/store-private.h src/store/store.h \
  src/store/tallies.c src/store/tallies-private.h src/store/tally-record.c src/store/write.c
libnixie_a_SOURCES += src/store/batch-size.c
libnixie_a_SOURCES += src/store/forget.c
libnixie_a_SOURCES += src/store/miscounted.c
libnixie_a_SOURCES += src/store/length.c
libnixie_a_SOURCES += src/store/backup.c src/store/keep.h src/store/prune.c src/store/verify.c
libnixie_a_SOURCES += src/store/recount.c
libnixie_a_SOURCES += src/store/writer.c src/store/writer.h
