# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/mime/mime.h
