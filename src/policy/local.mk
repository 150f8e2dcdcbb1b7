# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/policy/act-codec.c src/policy/act.c src/policy/act.h src/policy/brake.c src/policy/brake.h src/policy/codec.c \
  src/policy/codec-private.h src/policy/entry.c src/policy/entry.h src/policy/event.c \
  src/policy/event.h src/policy/event-codec.c src/policy/event-id.c src/policy/event-outcome.c src/policy/event-private.h \
  src/policy/fold.c src/policy/settings.c src/policy/settings.h src/policy/settings-keys.c src/policy/settings-origin.c src/policy/settings-read.c \
  src/policy/settings-private.h
libnixie_a_SOURCES += src/policy/event-import.c
libnixie_a_SOURCES += src/policy/trust.c src/policy/trust.h
libnixie_a_SOURCES += src/policy/fold-private.h src/policy/spare.c src/policy/spare.h
libnixie_a_SOURCES += src/policy/hash.c src/policy/hash.h src/policy/listed.c src/policy/listed.h
