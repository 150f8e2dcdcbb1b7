# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/policy/event.h src/policy/entry.h src/policy/settings.h
