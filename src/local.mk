# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/pipeline.c src/pipeline.h
