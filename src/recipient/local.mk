# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/recipient/facts.h src/recipient/facts.c src/recipient/address.h src/recipient/address.c \
  src/recipient/idn.c src/recipient/idn-private.h \
  src/recipient/facts-private.h src/recipient/mailed.c src/recipient/verp.h src/recipient/verp.c \
  src/recipient/keys.c src/recipient/signed.c src/recipient/signed.h src/recipient/signed-private.h
