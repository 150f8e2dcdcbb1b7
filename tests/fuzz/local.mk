# SPDX-License-Identifier: GPL-3.0-or-later
# libFuzzer's targets (configure --enable-fuzzers, with clang). `make fuzz` gives each FUZZ_SECONDS; what it finds is left in fuzz-<name>-*.
FUZZ_SECONDS = 20
fuzz_programs = tests/fuzz/message tests/fuzz/record tests/fuzz/words
fuzz_programs += tests/fuzz/csv
fuzz_programs += tests/fuzz/import
fuzz_programs += tests/fuzz/mbox
fuzz_programs += tests/fuzz/address
fuzz_programs += tests/fuzz/status
fuzz_programs += tests/fuzz/decode
fuzz_programs += tests/fuzz/html
fuzz_programs += tests/fuzz/producer
fuzz_programs += tests/fuzz/feedback
fuzz_programs += tests/fuzz/rules
fuzz_ldflags = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
EXTRA_PROGRAMS += $(fuzz_programs)
CLEANFILES += $(fuzz_programs)

tests_fuzz_message_SOURCES = tests/fuzz/message.c
tests_fuzz_message_LDADD = $(MAIL_LIBS)
tests_fuzz_message_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_record_SOURCES = tests/fuzz/record.c
tests_fuzz_record_LDADD = $(MAIL_LIBS)
tests_fuzz_record_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_words_SOURCES = tests/fuzz/words.c
tests_fuzz_words_LDADD = $(MAIL_LIBS)
tests_fuzz_words_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_csv_SOURCES = tests/fuzz/csv.c
tests_fuzz_csv_LDADD = $(LOOKUP_LIBS)
tests_fuzz_csv_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_import_SOURCES = tests/fuzz/import.c
tests_fuzz_import_LDADD = $(LOOKUP_LIBS)
tests_fuzz_import_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_mbox_SOURCES = tests/fuzz/mbox.c
tests_fuzz_mbox_LDADD = $(MAIL_LIBS)
tests_fuzz_mbox_LDFLAGS = $(fuzz_ldflags)

tests_fuzz_address_SOURCES = tests/fuzz/address.c
tests_fuzz_address_LDADD = $(MAIL_LIBS)
tests_fuzz_address_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_status_SOURCES = tests/fuzz/status.c
tests_fuzz_status_LDADD = $(MAIL_LIBS)
tests_fuzz_status_LDFLAGS = $(fuzz_ldflags)

tests_fuzz_decode_SOURCES = tests/fuzz/decode.c
tests_fuzz_decode_LDADD = $(MAIL_LIBS)
tests_fuzz_decode_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_html_SOURCES = tests/fuzz/html.c
tests_fuzz_html_LDADD = $(MAIL_LIBS)
tests_fuzz_html_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_producer_SOURCES = tests/fuzz/producer.c
tests_fuzz_producer_LDADD = $(MAIL_LIBS)
tests_fuzz_producer_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_feedback_SOURCES = tests/fuzz/feedback.c
tests_fuzz_feedback_LDADD = $(MAIL_LIBS)
tests_fuzz_feedback_LDFLAGS = $(fuzz_ldflags)

tests_fuzz_rules_SOURCES = tests/fuzz/rules.c
tests_fuzz_rules_LDADD = $(MAIL_LIBS)
tests_fuzz_rules_LDFLAGS = $(fuzz_ldflags)

# A target <name> with seeds in tests/corpus/<name>/ is also linked with a main of our own and replayed by tests/t-replay.sh, by any compiler.
check_PROGRAMS += tests/fuzz/replay-mbox
tests_fuzz_replay_mbox_SOURCES = tests/fuzz/replay.c tests/fuzz/mbox.c
tests_fuzz_replay_mbox_LDADD = $(MAIL_LIBS)
check_PROGRAMS += tests/fuzz/replay-csv
tests_fuzz_replay_csv_SOURCES = tests/fuzz/replay.c tests/fuzz/csv.c
tests_fuzz_replay_csv_LDADD = $(LOOKUP_LIBS)

check_PROGRAMS += tests/fuzz/replay-import
tests_fuzz_replay_import_SOURCES = tests/fuzz/replay.c tests/fuzz/import.c
tests_fuzz_replay_import_LDADD = $(LOOKUP_LIBS)
check_PROGRAMS += tests/fuzz/replay-address
tests_fuzz_replay_address_SOURCES = tests/fuzz/replay.c tests/fuzz/address.c
tests_fuzz_replay_address_LDADD = $(MAIL_LIBS)
check_PROGRAMS += tests/fuzz/replay-status
tests_fuzz_replay_status_SOURCES = tests/fuzz/replay.c tests/fuzz/status.c
tests_fuzz_replay_status_LDADD = $(MAIL_LIBS)
check_PROGRAMS += tests/fuzz/replay-decode
tests_fuzz_replay_decode_SOURCES = tests/fuzz/replay.c tests/fuzz/decode.c
tests_fuzz_replay_decode_LDADD = $(MAIL_LIBS)
check_PROGRAMS += tests/fuzz/replay-html
tests_fuzz_replay_html_SOURCES = tests/fuzz/replay.c tests/fuzz/html.c
tests_fuzz_replay_html_LDADD = $(MAIL_LIBS)
check_PROGRAMS += tests/fuzz/replay-producer
tests_fuzz_replay_producer_SOURCES = tests/fuzz/replay.c tests/fuzz/producer.c
tests_fuzz_replay_producer_LDADD = $(MAIL_LIBS)
check_PROGRAMS += tests/fuzz/replay-feedback
tests_fuzz_replay_feedback_SOURCES = tests/fuzz/replay.c tests/fuzz/feedback.c
tests_fuzz_replay_feedback_LDADD = $(MAIL_LIBS)
check_PROGRAMS += tests/fuzz/replay-message
tests_fuzz_replay_message_SOURCES = tests/fuzz/replay.c tests/fuzz/message.c
tests_fuzz_replay_message_LDADD = $(MAIL_LIBS)
check_PROGRAMS += tests/fuzz/replay-record
tests_fuzz_replay_record_SOURCES = tests/fuzz/replay.c tests/fuzz/record.c
tests_fuzz_replay_record_LDADD = $(MAIL_LIBS)
check_PROGRAMS += tests/fuzz/replay-words
tests_fuzz_replay_words_SOURCES = tests/fuzz/replay.c tests/fuzz/words.c
tests_fuzz_replay_words_LDADD = $(MAIL_LIBS)
check_PROGRAMS += tests/fuzz/replay-rules
tests_fuzz_replay_rules_SOURCES = tests/fuzz/replay.c tests/fuzz/rules.c
tests_fuzz_replay_rules_LDADD = $(MAIL_LIBS)

EXTRA_DIST += tests/corpus

if FUZZERS
fuzz: $(fuzz_programs)
	@for program in $(fuzz_programs); do \
	  name=`basename $$program`; $(MKDIR_P) fuzz/$$name; \
	  echo "fuzz $$name, $(FUZZ_SECONDS) s"; \
	  $$program -max_total_time=$(FUZZ_SECONDS) -timeout=5 -rss_limit_mb=2048 -max_len=65536 -artifact_prefix=fuzz-$$name- -verbosity=0 \
	    -print_final_stats=1 fuzz/$$name `test -d $(srcdir)/tests/corpus/$$name && echo $(srcdir)/tests/corpus/$$name` $(srcdir)/samples 2>fuzz-$$name.log || { tail -n 40 fuzz-$$name.log; exit 1; }; \
	  grep number_of_executed_units fuzz-$$name.log; \
	done
else
fuzz:
	@echo "configure with --enable-fuzzers CC=clang first"; exit 1
endif
.PHONY: fuzz
