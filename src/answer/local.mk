# SPDX-License-Identifier: GPL-3.0-or-later
libnixie_a_SOURCES += src/answer/acts.c src/answer/acts.h src/answer/history.c src/answer/history.h
libnixie_a_SOURCES += src/answer/difference.c src/answer/difference.h
libnixie_a_SOURCES += src/answer/change.c src/answer/change.h src/answer/check.c src/answer/check.h src/answer/csv.c src/answer/csv.h \
  src/answer/rows.c src/answer/rows.h src/answer/list.c src/answer/list.h src/answer/output.c src/answer/output.h \
  src/answer/record.c src/answer/record.h src/answer/show.c src/answer/show.h
libnixie_a_SOURCES += src/answer/outcome-json.c src/answer/outcome-json.h
libnixie_a_SOURCES += src/answer/outcome-text.c src/answer/outcome-text.h
libnixie_a_SOURCES += src/answer/explain.c src/answer/explain.h src/answer/explain-json.c
libnixie_a_SOURCES += src/answer/policy.c src/answer/policy.h src/answer/policy-json.c
