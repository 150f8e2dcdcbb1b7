# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/cli/cli.h
EXTRA_DIST += src/cli/commands.def src/cli/options.def
