# SPDX-License-Identifier: GPL-3.0-or-later
# `make bench` prints ratios, each pair measured in one run; `make bench-large` has 10 GB of mail and a list of 10^7 entries. Nothing of it
# runs in `make check`.
bench_programs = tests/bench/parse tests/bench/look-up tests/bench/start tests/bench/empty-look-up tests/bench/empty-mail \
  tests/bench/make-mbox tests/bench/list
EXTRA_PROGRAMS += $(bench_programs)
CLEANFILES += $(bench_programs)
EXTRA_DIST += tests/bench/whole.sh
bench_mail_files = tests/bench/mail.c tests/bench/mail.h
bench_timing_files = tests/bench/timing.c tests/bench/timing.h
bench_cflags = $(AM_CFLAGS) $(GMIME_CFLAGS) $(LMDB_CFLAGS)

tests_bench_parse_SOURCES = tests/bench/parse.c $(bench_mail_files) $(bench_timing_files)
tests_bench_parse_CFLAGS = $(bench_cflags)
tests_bench_parse_LDADD = $(MAIL_LIBS) $(GMIME_LIBS)
tests_bench_look_up_SOURCES = tests/bench/look-up.c $(bench_mail_files) $(bench_timing_files)
tests_bench_look_up_CFLAGS = $(bench_cflags)
tests_bench_look_up_LDADD = $(LOOKUP_LIBS)
tests_bench_list_SOURCES = tests/bench/list.c $(bench_timing_files)
tests_bench_list_CFLAGS = $(bench_cflags)
tests_bench_list_LDADD = $(GLIB_LIBS) $(LMDB_LIBS)
tests_bench_start_SOURCES = tests/bench/start.c $(bench_timing_files)
tests_bench_start_CFLAGS = $(bench_cflags)
tests_bench_start_LDADD = $(GLIB_LIBS)
tests_bench_make_mbox_SOURCES = tests/bench/make-mbox.c $(bench_mail_files)
tests_bench_make_mbox_CFLAGS = $(bench_cflags)
tests_bench_make_mbox_LDADD = $(GLIB_LIBS)
# What the loader alone takes: linked with the libraries though nothing of them is called.
tests_bench_empty_look_up_SOURCES = tests/bench/empty.c
tests_bench_empty_look_up_LDFLAGS = -Wl,--no-as-needed
tests_bench_empty_look_up_LDADD = $(GLIB_LIBS) $(LMDB_LIBS)
tests_bench_empty_mail_SOURCES = tests/bench/empty.c
tests_bench_empty_mail_LDFLAGS = -Wl,--no-as-needed
tests_bench_empty_mail_LDADD = $(GMIME_LIBS)

bench_corpus = $(srcdir)/../shared/corpus
.PHONY: bench bench-large
bench: all $(bench_programs)
	@code=0; tests/bench/parse $$(ls -d $(bench_corpus)/bounces $(bench_corpus)/not 2>/dev/null) || code=$$?; \
	bash $(srcdir)/tests/bench/whole.sh . || code=$$?; exit $$code
bench-large: all $(bench_programs)
	@bash $(srcdir)/tests/bench/whole.sh . large
