# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/base/clock.c src/base/clock.h src/base/error.c src/base/error.h src/base/i18n.c src/base/i18n.h \
  src/base/json.c src/base/json.h src/base/library.c src/base/library.h src/base/limits.h src/base/pool.c src/base/pool.h \
  src/base/pool-private.h src/base/pool-worker.c \
  src/base/secret.c src/base/secret.h src/base/temporary.c src/base/temporary.h src/base/text.c src/base/text.h
