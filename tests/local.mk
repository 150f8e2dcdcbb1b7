# SPDX-License-Identifier: GPL-3.0-or-later
# Unit tests are Criterion programs, one for each folder of src/ (tests/test-<folder>*.c); commands are tested by TAP scripts
# (tests/t-<what>.sh, which source tests/lib.sh). Both speak TAP to automake's driver.
TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh --ignore-exit
SH_LOG_DRIVER = $(LOG_DRIVER)
LOG_COMPILER = $(SHELL) $(top_srcdir)/build-aux/run-unit
SH_LOG_COMPILER = bash
AM_TESTS_ENVIRONMENT = \
  export SRCDIR='$(abs_top_srcdir)' BUILDDIR='$(abs_top_builddir)' G_DEBUG=fatal-warnings LC_ALL=C.UTF-8 \
    CC='$(CC)' LINT_CPPFLAGS='-I"$(abs_top_builddir)/src" $(GLIB_CFLAGS) $(GMIME_CFLAGS)' \
    ASAN_OPTIONS=abort_on_error=1:detect_leaks=1 UBSAN_OPTIONS=abort_on_error=1:print_stacktrace=1 \
    LSAN_OPTIONS=suppressions='$(abs_top_srcdir)/build-aux/lsan.supp':print_suppressions=0;
UNIT_CFLAGS = $(AM_CFLAGS) $(CRITERION_CFLAGS) $(GMIME_CFLAGS) $(LMDB_CFLAGS) $(IDN2_CFLAGS)
UNIT_LIBS = $(MAIL_LIBS) $(GMIME_LIBS) $(CRITERION_LIBS)
EXTRA_DIST += build-aux/run-unit build-aux/lsan.supp tests/lib.sh tests/mail.sh tests/delivery.sh tests/no-criterion.sh $(shell_tests) \
  build-aux/lint-files build-aux/lint-docs build-aux/lint-headers build-aux/lint-layers build-aux/lint-potfiles build-aux/lint-shell build-aux/lint-sizes \
  build-aux/lint-tables build-aux/lint-words

unit_tests = \
  tests/test-address \
  tests/test-verp \
  tests/test-base
unit_tests += tests/test-csv
unit_tests += tests/test-signed-verp
unit_tests += tests/test-trust
unit_tests += tests/test-event
unit_tests += tests/test-event-outcome
unit_tests += tests/test-import
unit_tests += tests/test-policy
unit_tests += tests/test-act
unit_tests += tests/test-brake
unit_tests += tests/test-brake-list
unit_tests += tests/test-reason
unit_tests += tests/test-own-rules
unit_tests += tests/test-wording
unit_tests += tests/test-replies
unit_tests += tests/test-record
unit_tests += tests/test-reply
unit_tests += tests/test-tables
unit_tests += tests/test-settings
unit_tests += tests/test-mbox
unit_tests += tests/test-mime
unit_tests += tests/test-hostile
unit_tests += tests/test-mutations
unit_tests += tests/test-samples
unit_tests += tests/test-report
unit_tests += tests/test-notice
unit_tests += tests/test-pool
unit_tests += tests/test-source
unit_tests += tests/test-backlog
unit_tests += tests/test-store
unit_tests += tests/test-store-hard
unit_tests += tests/test-look-up
unit_tests += tests/test-difference
unit_tests += tests/test-rehearsal
unit_tests += tests/test-keep
unit_tests += tests/test-prune
unit_tests += tests/test-length
unit_tests += tests/test-forget
unit_tests += tests/test-tally-record
unit_tests += tests/test-shown
unit_tests += tests/test-spare

# One line a script: shell_tests += tests/t-<what>.sh
shell_tests =
shell_tests += tests/t-act.sh
shell_tests += tests/t-brake.sh
shell_tests += tests/t-change.sh
shell_tests += tests/t-check.sh
shell_tests += tests/t-cli.sh
shell_tests += tests/t-completion.sh
shell_tests += tests/t-filter.sh
shell_tests += tests/t-hashed.sh
shell_tests += tests/t-import.sh
shell_tests += tests/t-list.sh
shell_tests += tests/t-keep.sh
shell_tests += tests/t-forget.sh
shell_tests += tests/t-lint.sh
shell_tests += tests/t-maildrop.sh
shell_tests += tests/t-man.sh
shell_tests += tests/t-examples.sh
shell_tests += tests/t-explain.sh
shell_tests += tests/t-tables.sh
shell_tests += tests/t-po.sh
shell_tests += tests/t-policy.sh
shell_tests += tests/t-procmail.sh
shell_tests += tests/t-rebuild.sh
shell_tests += tests/t-replay.sh
shell_tests += tests/t-rules.sh
shell_tests += tests/t-safety.sh
shell_tests += tests/t-scan.sh
shell_tests += tests/t-verp.sh
shell_tests += tests/t-verp-postfix.sh
TESTS += $(shell_tests)

if HAVE_CRITERION
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
else
TESTS += tests/no-criterion.sh
endif

tests_test_base_SOURCES = tests/test-base.c
tests_test_base_CFLAGS = $(UNIT_CFLAGS)
tests_test_base_LDADD = $(UNIT_LIBS)

tests_test_verp_SOURCES = tests/test-verp.c
tests_test_verp_CFLAGS = $(UNIT_CFLAGS)
tests_test_verp_LDADD = $(UNIT_LIBS)
tests_test_signed_verp_SOURCES = tests/test-signed-verp.c
tests_test_signed_verp_CFLAGS = $(UNIT_CFLAGS)
tests_test_signed_verp_LDADD = $(UNIT_LIBS)
tests_test_address_SOURCES = tests/test-address.c
tests_test_address_CFLAGS = $(UNIT_CFLAGS)
tests_test_address_LDADD = $(UNIT_LIBS)

tests_test_record_SOURCES = tests/test-record.c
tests_test_record_CFLAGS = $(UNIT_CFLAGS)
tests_test_record_LDADD = $(UNIT_LIBS)

tests_test_reply_SOURCES = tests/test-reply.c
tests_test_reply_CFLAGS = $(UNIT_CFLAGS)
tests_test_reply_LDADD = $(UNIT_LIBS)

tests_test_trust_SOURCES = tests/test-trust.c tests/history.h tests/list.h
tests_test_trust_CFLAGS = $(UNIT_CFLAGS)
tests_test_trust_LDADD = $(UNIT_LIBS)

tests_test_act_SOURCES = tests/test-act.c tests/history.h tests/list.h
tests_test_act_CFLAGS = $(UNIT_CFLAGS)
tests_test_act_LDADD = $(UNIT_LIBS)
tests_test_brake_SOURCES = tests/test-brake.c tests/history.h
tests_test_brake_CFLAGS = $(UNIT_CFLAGS)
tests_test_brake_LDADD = $(UNIT_LIBS)
tests_test_brake_list_SOURCES = tests/test-brake-list.c tests/list.h tests/outage.h
tests_test_brake_list_CFLAGS = $(UNIT_CFLAGS)
tests_test_brake_list_LDADD = $(UNIT_LIBS)

tests_test_policy_SOURCES = tests/test-policy.c tests/history.h
tests_test_policy_CFLAGS = $(UNIT_CFLAGS)
tests_test_policy_LDADD = $(UNIT_LIBS)

tests_test_event_SOURCES = tests/test-event.c
tests_test_event_CFLAGS = $(UNIT_CFLAGS)
tests_test_event_LDADD = $(UNIT_LIBS)

tests_test_event_outcome_SOURCES = tests/test-event-outcome.c
tests_test_event_outcome_CFLAGS = $(UNIT_CFLAGS)
tests_test_event_outcome_LDADD = $(UNIT_LIBS)

tests_test_settings_SOURCES = tests/test-settings.c
tests_test_settings_CFLAGS = $(UNIT_CFLAGS)
tests_test_settings_LDADD = $(UNIT_LIBS)

tests_test_mbox_SOURCES = tests/test-mbox.c tests/source-fixture.c tests/source-fixture.h
tests_test_mbox_CFLAGS = $(UNIT_CFLAGS)
tests_test_mbox_LDADD = $(UNIT_LIBS)

tests_test_source_SOURCES = tests/test-source.c tests/source-fixture.c tests/source-fixture.h
tests_test_source_CFLAGS = $(UNIT_CFLAGS)
tests_test_source_LDADD = $(UNIT_LIBS)

tests_test_csv_SOURCES = tests/test-csv.c
tests_test_csv_CFLAGS = $(UNIT_CFLAGS)
tests_test_csv_LDADD = $(UNIT_LIBS)

tests_test_pool_SOURCES = tests/test-pool.c
tests_test_pool_CFLAGS = $(UNIT_CFLAGS)
tests_test_pool_LDADD = $(UNIT_LIBS)

tests_test_tables_SOURCES = tests/test-tables.c tests/rule-examples.h
nodist_tests_test_tables_SOURCES = tests/rule-examples.c
tests_test_tables_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_test_tables_CFLAGS = $(UNIT_CFLAGS)
tests_test_tables_LDADD = $(UNIT_LIBS)
CLEANFILES += tests/rule-examples.c
tests/rule-examples.c: $(reason_tables) build-aux/rules.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && ($(make_rules) want=examples $(reason_tables)) >$@.tmp && mv $@.tmp $@

tests_test_reason_SOURCES = tests/test-reason.c
tests_test_reason_CFLAGS = $(UNIT_CFLAGS)
tests_test_reason_LDADD = $(UNIT_LIBS)

tests_test_own_rules_SOURCES = tests/test-own-rules.c
tests_test_own_rules_CFLAGS = $(UNIT_CFLAGS)
tests_test_own_rules_LDADD = $(UNIT_LIBS)

tests_test_backlog_SOURCES = tests/test-backlog.c tests/list.h
tests_test_backlog_CFLAGS = $(UNIT_CFLAGS)
tests_test_backlog_LDADD = $(UNIT_LIBS)

tests_test_store_SOURCES = tests/test-store.c tests/list.h
tests_test_store_CFLAGS = $(UNIT_CFLAGS)
tests_test_store_LDADD = $(UNIT_LIBS)

tests_test_spare_SOURCES = tests/test-spare.c tests/history.h
tests_test_spare_CFLAGS = $(UNIT_CFLAGS)
tests_test_spare_LDADD = $(UNIT_LIBS)
tests_test_forget_SOURCES = tests/test-forget.c tests/keep.h tests/list.h
tests_test_forget_CFLAGS = $(UNIT_CFLAGS)
tests_test_forget_LDADD = $(UNIT_LIBS)
tests_test_tally_record_SOURCES = tests/test-tally-record.c
tests_test_tally_record_CFLAGS = $(UNIT_CFLAGS)
tests_test_tally_record_LDADD = $(UNIT_LIBS)
tests_test_shown_SOURCES = tests/test-shown.c tests/keep.h tests/list.h
tests_test_shown_CFLAGS = $(UNIT_CFLAGS)
tests_test_shown_LDADD = $(UNIT_LIBS)
tests_test_length_SOURCES = tests/test-length.c tests/keep.h tests/list.h
tests_test_length_CFLAGS = $(UNIT_CFLAGS)
tests_test_length_LDADD = $(UNIT_LIBS)
tests_test_prune_SOURCES = tests/test-prune.c tests/keep.h tests/list.h
tests_test_prune_CFLAGS = $(UNIT_CFLAGS)
tests_test_prune_LDADD = $(UNIT_LIBS)
tests_test_keep_SOURCES = tests/test-keep.c tests/keep.h tests/list.h
tests_test_keep_CFLAGS = $(UNIT_CFLAGS)
tests_test_keep_LDADD = $(UNIT_LIBS)
tests_test_rehearsal_SOURCES = tests/test-rehearsal.c tests/list.h tests/outage.h
tests_test_rehearsal_CFLAGS = $(UNIT_CFLAGS)
tests_test_rehearsal_LDADD = $(UNIT_LIBS)
tests_test_difference_SOURCES = tests/test-difference.c tests/list.h
tests_test_difference_CFLAGS = $(UNIT_CFLAGS)
tests_test_difference_LDADD = $(UNIT_LIBS)

tests_test_look_up_SOURCES = tests/test-look-up.c tests/list.h
tests_test_look_up_CFLAGS = $(UNIT_CFLAGS)
tests_test_look_up_LDADD = $(UNIT_LIBS)

tests_test_store_hard_SOURCES = tests/test-store-hard.c tests/list.h
tests_test_store_hard_CFLAGS = $(UNIT_CFLAGS)
tests_test_store_hard_LDADD = $(UNIT_LIBS)

tests_test_mime_SOURCES = tests/test-mime.c
tests_test_mime_CFLAGS = $(UNIT_CFLAGS)
tests_test_mime_LDADD = $(UNIT_LIBS)

tests_test_hostile_SOURCES = tests/test-hostile.c
tests_test_hostile_CFLAGS = $(UNIT_CFLAGS)
tests_test_hostile_LDADD = $(UNIT_LIBS)

tests_test_mutations_SOURCES = tests/test-mutations.c
tests_test_mutations_CFLAGS = $(UNIT_CFLAGS)
tests_test_mutations_LDADD = $(UNIT_LIBS)
CLEANFILES += mutation-*.eml

tests_test_samples_SOURCES = tests/test-samples.c
tests_test_samples_CFLAGS = $(UNIT_CFLAGS)
tests_test_samples_LDADD = $(UNIT_LIBS)
EXTRA_DIST += tests/update-wants.sh tests/make-mta-samples.sh
EXTRA_DIST += tests/mta

tests_test_report_SOURCES = tests/test-report.c
tests_test_report_CFLAGS = $(UNIT_CFLAGS)
tests_test_report_LDADD = $(UNIT_LIBS)

tests_test_replies_SOURCES = tests/test-replies.c
tests_test_replies_CFLAGS = $(UNIT_CFLAGS)
tests_test_replies_LDADD = $(UNIT_LIBS)
EXTRA_DIST += tests/replies.tsv
tests_test_wording_SOURCES = tests/test-wording.c
tests_test_wording_CFLAGS = $(UNIT_CFLAGS)
tests_test_wording_LDADD = $(UNIT_LIBS)

tests_test_notice_SOURCES = tests/test-notice.c
tests_test_notice_CFLAGS = $(UNIT_CFLAGS)
tests_test_notice_LDADD = $(UNIT_LIBS)

tests_test_import_SOURCES = tests/test-import.c tests/ground-examples.h
nodist_tests_test_import_SOURCES = tests/ground-examples.c
tests_test_import_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_test_import_CFLAGS = $(UNIT_CFLAGS)
tests_test_import_LDADD = $(UNIT_LIBS)
EXTRA_DIST += tests/import
CLEANFILES += tests/ground-examples.c
tests/ground-examples.c: $(system_tables) $(srcdir)/build-aux/systems.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -v want=examples -f $(srcdir)/build-aux/systems.awk $(system_tables) >$@.tmp && mv $@.tmp $@
