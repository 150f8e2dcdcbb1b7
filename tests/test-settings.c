/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy/: nixie.conf, what it says by default, what it takes and what it refuses.
 */
#include "base/error.h"
#include "policy/settings.h"

#include <criterion/criterion.h>
#include <string.h>

static NixieReason
reason_of (const char *id)
{
  NixieReason reason = NIXIE_REASON_UNDEFINED;
  cr_assert (nixie_reason_from_id (id, &reason), "no reason: %s", id);
  return reason;
}

static NixieSettings *
settings_from (const char *text)
{
  NixieSettings *settings = NULL;
  g_autoptr (GError) error = NULL;
  cr_assert (nixie_settings_parse (text, strlen (text), "nixie.conf", &settings, &error), "%s", error != NULL ? error->message : "");
  return settings;
}

Test (settings, defaults)
{
  g_autoptr (NixieSettings) settings = settings_from ("");
  static const struct {
    const char *id;
    NixieRule hard, soft;
    gboolean protect;
  } rows[] = {
    { "no-such-user", NIXIE_RULE_FIRST, NIXIE_RULE_COUNTED, TRUE },  { "no-such-domain", NIXIE_RULE_FIRST, NIXIE_RULE_COUNTED, TRUE },
    { "no-mail-service", NIXIE_RULE_FIRST, NIXIE_RULE_COUNTED, TRUE }, { "moved", NIXIE_RULE_FIRST, NIXIE_RULE_COUNTED, TRUE },
    { "bad-address-syntax", NIXIE_RULE_FIRST, NIXIE_RULE_COUNTED, TRUE },
    { "mailbox-disabled", NIXIE_RULE_FIRST, NIXIE_RULE_COUNTED, TRUE },
    { "mailbox-full", NIXIE_RULE_COUNTED, NIXIE_RULE_COUNTED, FALSE }, { "spam", NIXIE_RULE_NEVER, NIXIE_RULE_NEVER, FALSE },
    { "blocked", NIXIE_RULE_NEVER, NIXIE_RULE_NEVER, FALSE },          { "network", NIXIE_RULE_COUNTED, NIXIE_RULE_COUNTED, FALSE },
    { "undefined", NIXIE_RULE_NEVER, NIXIE_RULE_NEVER, FALSE },        { "delayed", NIXIE_RULE_NEVER, NIXIE_RULE_NEVER, FALSE },
    { "complaint", NIXIE_RULE_FIRST, NIXIE_RULE_FIRST, TRUE },         { "opt-out", NIXIE_RULE_FIRST, NIXIE_RULE_FIRST, TRUE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const NixieReason reason = reason_of (rows[i].id);
      cr_expect_eq (settings->policy.hard[reason], rows[i].hard, "%s, hard", rows[i].id);
      cr_expect_eq (settings->policy.soft[reason], rows[i].soft, "%s, soft", rows[i].id);
      cr_expect_eq (settings->policy.protect[reason], rows[i].protect, "%s, protect", rows[i].id);
    }
  cr_expect (settings->policy.soft_days == 5 && settings->policy.soft_gap_days == 45 && settings->policy.soft_span_days == 7);
  cr_expect (settings->policy.expire_days == 90 && settings->policy.rearm_days == 90 && settings->fold_local && settings->store == NULL);
  cr_expect_not (settings->policy.protect_operator);
}

Test (settings, read)
{
  g_autoptr (NixieSettings) settings = settings_from ("# all of them\n[store]\npath = /srv/list\n"
                                                      "[address]\nfold-local-part=false\n[policy]\n"
                                                      "soft-days=3\nsoft-gap-days=30\nsoft-span-days=0\nexpire-days=60\nrearm-days=10\n"
                                                      "protect= opt-out  hard\n[reasons]\nexpired=never\nundefined=counted\n");
  cr_expect_str_eq (settings->store, "/srv/list");
  cr_expect_not (settings->fold_local);
  cr_expect (settings->policy.soft_days == 3 && settings->policy.soft_gap_days == 30 && settings->policy.soft_span_days == 0);
  cr_expect (settings->policy.expire_days == 60 && settings->policy.rearm_days == 10);
  cr_expect (settings->policy.protect[NIXIE_REASON_OPT_OUT] && settings->policy.protect[NIXIE_REASON_MOVED]);
  cr_expect_not (settings->policy.protect[NIXIE_REASON_COMPLAINT]);
  cr_expect_eq (settings->policy.soft[NIXIE_REASON_EXPIRED], NIXIE_RULE_NEVER);
  cr_expect_eq (settings->policy.soft[NIXIE_REASON_UNDEFINED], NIXIE_RULE_COUNTED);
}

/* A fault is every failure with a reason of it; a reason wins wherever it stands; what a recipient asked for is no failure. */
Test (settings, faults)
{
  g_autoptr (NixieSettings) settings
    = settings_from ("[reasons]\nmailbox-full=first\nundefined=counted\n[faults]\nmailbox=never\nsender=counted\n");
  static const struct {
    const char *id;
    NixieRule hard, soft;
  } rows[] = {
    { "mailbox-full", NIXIE_RULE_FIRST, NIXIE_RULE_FIRST },          { "mailbox-disabled", NIXIE_RULE_NEVER, NIXIE_RULE_NEVER },
    { "recipient-refused", NIXIE_RULE_NEVER, NIXIE_RULE_NEVER },     { "complaint", NIXIE_RULE_FIRST, NIXIE_RULE_FIRST },
    { "opt-out", NIXIE_RULE_FIRST, NIXIE_RULE_FIRST },               { "blocked", NIXIE_RULE_COUNTED, NIXIE_RULE_COUNTED },
    { "no-such-user", NIXIE_RULE_FIRST, NIXIE_RULE_COUNTED },        { "spam", NIXIE_RULE_NEVER, NIXIE_RULE_NEVER },
    { "undefined", NIXIE_RULE_COUNTED, NIXIE_RULE_COUNTED },         { "delivered", NIXIE_RULE_NEVER, NIXIE_RULE_NEVER },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      cr_expect_eq (settings->policy.hard[reason_of (rows[i].id)], rows[i].hard, "%s, hard", rows[i].id);
      cr_expect_eq (settings->policy.soft[reason_of (rows[i].id)], rows[i].soft, "%s, soft", rows[i].id);
    }
}

/* Each group sets what no other does, or the number by which it is known. */
Test (settings, domains)
{
  g_autoptr (NixieSettings) settings = settings_from (
    "[domain mail.example.com]\nsoft-days=4\n[domain .mail.example.com]\nsoft-days=3\nrearm-days=33\n"
    "[domain .Example.COM]\nsoft-days=2\nmailbox-full=never\nmailbox=first\nexpire-days=22\n"
    "[domain @example.net]\nsoft-days=6\n[domain b\xc3\xbc" "cher.example]\nsoft-days=7\n[domain .org]\nsoft-days=8\n"
    "[policy]\nsoft-gap-days=11\nexpire-days=12\n[faults]\nsystem=first\n");
  static const struct {
    const char *address;
    guint soft_days, gap, expire, rearm;
    NixieRule full, refused;
  } rows[] = {
    { "a@example.com", 2, 11, 22, 90, NIXIE_RULE_NEVER, NIXIE_RULE_FIRST },
    { "@example.com", 2, 11, 22, 90, NIXIE_RULE_NEVER, NIXIE_RULE_FIRST },
    { "a@www.example.com", 2, 11, 22, 90, NIXIE_RULE_NEVER, NIXIE_RULE_FIRST },
    { "a@mail.example.com", 4, 11, 22, 33, NIXIE_RULE_NEVER, NIXIE_RULE_FIRST },
    { "a@b.c.mail.example.com", 3, 11, 22, 33, NIXIE_RULE_NEVER, NIXIE_RULE_FIRST },
    { "a@notexample.com", 5, 11, 12, 90, NIXIE_RULE_COUNTED, NIXIE_RULE_COUNTED },
    { "a@com", 5, 11, 12, 90, NIXIE_RULE_COUNTED, NIXIE_RULE_COUNTED },
    { "a@example.net", 6, 11, 12, 90, NIXIE_RULE_COUNTED, NIXIE_RULE_COUNTED },
    { "a@mail.example.net", 5, 11, 12, 90, NIXIE_RULE_COUNTED, NIXIE_RULE_COUNTED },
    { "a@xn--bcher-kva.example", 7, 11, 12, 90, NIXIE_RULE_COUNTED, NIXIE_RULE_COUNTED },
    { "a@example.org", 8, 11, 12, 90, NIXIE_RULE_COUNTED, NIXIE_RULE_COUNTED },
    { "no-domain", 5, 11, 12, 90, NIXIE_RULE_COUNTED, NIXIE_RULE_COUNTED },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const NixiePolicy *policy = nixie_settings_policy (settings, rows[i].address);
      cr_expect_eq (policy->soft_days, rows[i].soft_days, "%s: soft-days %u", rows[i].address, policy->soft_days);
      cr_expect_eq (policy->soft_gap_days, rows[i].gap, "%s: soft-gap-days %u", rows[i].address, policy->soft_gap_days);
      cr_expect_eq (policy->expire_days, rows[i].expire, "%s: expire-days %u", rows[i].address, policy->expire_days);
      cr_expect_eq (policy->rearm_days, rows[i].rearm, "%s: rearm-days %u", rows[i].address, policy->rearm_days);
      cr_expect_eq (policy->soft[reason_of ("mailbox-full")], rows[i].full, "%s: mailbox-full", rows[i].address);
      cr_expect_eq (policy->soft[reason_of ("recipient-refused")], rows[i].refused, "%s: recipient-refused", rows[i].address);
      cr_expect_eq (policy->soft[reason_of ("network")], NIXIE_RULE_FIRST, "%s: network", rows[i].address);
    }
}

/* In a domain's group they stand side by side. */
Test (settings, no_key_is_a_fault_and_a_reason_at_once)
{
  static const char *const keys[] = { "soft-days", "soft-gap-days", "soft-span-days", "expire-days", "rearm-days", "protect" };
  NixieReason reason;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    cr_expect_not (nixie_reason_from_id (keys[i], &reason), "%s", keys[i]);
  for (NixieFault fault = NIXIE_FAULT_ADDRESS; fault <= NIXIE_FAULT_NONE; fault++)
    cr_expect_not (nixie_reason_from_id (nixie_fault_id (fault), &reason), "%s", nixie_fault_id (fault));
}

Test (settings, refused)
{
  static const struct {
    const char *text, *want;
  } rows[] = {
    { "[polcy]\nsoft-days=5\n", "f: [polcy]: unknown group" },
    { "[trust]\nlevel=mine\n", "f: [trust] level: 'mine' is none of any, ours and signed" },
    { "[trust]\nlevel=ours\n", "f: [trust] level: 'ours' needs [trust] domains" },
    { "[trust]\nlevel=signed\n", "f: [trust] level: 'signed' needs [verp] key-file" },
    { "[trust]\ndomains=\n", "f: [trust] domains: empty" },
    { "[trust]\ndomains=example.org a@example.org\n", "f: [trust] domains: 'a@example.org' is no domain" },
    { "[domain example.com]\nlevel=any\n", "f: [domain example.com] level: unknown key" },
    { "[policy]\nsoftdays=5\n", "f: [policy] softdays: unknown key" },
    { "[store]\nsoft-days=5\n", "f: [store] soft-days: unknown key" },
    { "[store]\npath[de]=x\n", "f: [store] path[de]: unknown key" },
    { "[policy]\nsoft-days=five\n", "f: [policy] soft-days: 'five' is not a number from 1 to 36500" },
    { "[policy]\nsoft-days=0\n", "f: [policy] soft-days: '0' is not a number from 1 to 36500" },
    { "[policy]\nexpire-days=-1\n", "f: [policy] expire-days: '-1' is not a number from 1 to 36500" },
    { "[policy]\nrearm-days=99999\n", "f: [policy] rearm-days: '99999' is not a number from 0 to 36500" },
    { "[policy]\nsoft-days=\n", "f: [policy] soft-days: '' is not a number from 1 to 36500" },
    { "[policy]\nprotect=hard complaints\n", "f: [policy] protect: unknown reason 'complaints'" },
    { "[address]\nfold-local-part=maybe\n", "f: [address] fold-local-part: 'maybe' is neither true nor false" },
    { "[reasons]\nmailbox-fill=never\n", "f: [reasons] mailbox-fill: unknown reason" },
    { "[reasons]\nmailbox-full=often\n", "f: [reasons] mailbox-full: 'often' is none of never, counted and first" },
    { "[reasons]\ncomplaint=counted\n", "f: [reasons] complaint: can be 'never' or 'first' only" },
    { "[reasons]\ndelayed=first\n", "f: [reasons] delayed: is not a failure and never suppresses" },
    { "[store]\npath=\n", "f: [store] path: empty" },
    { "[store]\npath=list\n", "f: [store] path: a whole path is needed, from / on" },
    { "[store]\npath=~/list\n", "f: [store] path: a whole path is needed, from / on" },
    { "[address]\nsubdomains=yes\n", "f: [address] subdomains: 'yes' is neither true nor false" },
    { "[faults]\nmailbox-full=never\n", "f: [faults] mailbox-full: unknown fault" },
    { "[faults]\nnone=never\n", "f: [faults] none: unknown fault" },
    { "[faults]\nsystem=always\n", "f: [faults] system: 'always' is none of never, counted and first" },
    { "[reasons]\nsystem=never\n", "f: [reasons] system: unknown reason" },
    { "[domain]\nsoft-days=1\n", "f: [domain]: unknown group" },
    { "[domain a b]\nsoft-days=1\n", "f: [domain a b]: not a domain" },
    { "[domain a@example.com]\n", "f: [domain a@example.com]: not a domain" },
    { "[domain example.com]\nsoft-dais=1\n", "f: [domain example.com] soft-dais: unknown key" },
    { "[domain example.com]\nfold-local-part=true\n", "f: [domain example.com] fold-local-part: unknown key" },
    { "[domain example.com]\ncomplaint=counted\n", "f: [domain example.com] complaint: can be 'never' or 'first' only" },
    { "[domain example.com]\nsoft-days=0\n", "f: [domain example.com] soft-days: '0' is not a number from 1 to 36500" },
    { "[domain a.example]\nsoft-days=1\n[domain A.Example]\nsoft-days=2\n",
      "f: [domain A.Example] soft-days: the same domain as in [domain a.example]" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NixieSettings *settings = NULL;
      g_autoptr (GError) error = NULL;
      cr_assert_not (nixie_settings_parse (rows[i].text, strlen (rows[i].text), "f", &settings, &error), "%s passed", rows[i].text);
      cr_expect_str_eq (error->message, rows[i].want, "got '%s'", error->message);
      cr_expect (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG));
      cr_expect_null (settings);
    }
  NixieSettings *none = NULL;
  g_autoptr (GError) error = NULL;
  cr_expect_not (nixie_settings_parse ("soft-days=5\n", 12, "f", &none, &error), "a key before any group");
  cr_expect (g_str_has_prefix (error->message, "f: "));
}

Test (settings, digest_is_of_what_the_fold_depends_on)
{
  static const struct {
    const char *text;
    gboolean same;
  } rows[] = { { "", TRUE },
               { "[store]\npath=/srv/list\n[address]\nfold-local-part=false\n", TRUE },
               { "[policy]\nsoft-days=5\n", TRUE },
               { "[policy]\nsoft-days=6\n", FALSE },
               { "[policy]\nrearm-days=6\n", FALSE },
               { "[policy]\nprotect=hard\n", FALSE },
               { "[policy]\nprotect=hard complaint opt-out operator\n", FALSE },
               { "[reasons]\nundefined=counted\n", FALSE },
               { "[faults]\nsystem=counted\n", TRUE },
               { "[faults]\nsystem=never\n", FALSE },
               { "[address]\nsubdomains=true\n", TRUE },
               { "[verp]\nkey-file=keys\nreturn-path=r@example.org\ndays=9\n", TRUE },
               { "[trust]\nlevel=any\ndomains=example.org\n", TRUE },
               { "[trust]\ndomains=example.org\n", FALSE },
               { "[trust]\nlevel=signed\n[verp]\nkey-file=keys\n", FALSE },
               { "[domain example.com]\nsoft-days=6\n", FALSE } };
  g_autoptr (NixieSettings) defaults = nixie_settings_new_defaults ();
  g_autofree char *want = nixie_settings_digest (defaults);
  cr_expect_eq (strlen (want), NIXIE_SETTINGS_DIGEST_CHARS);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieSettings) settings = settings_from (rows[i].text);
      g_autofree char *got = nixie_settings_digest (settings);
      cr_expect_eq (g_str_equal (got, want), rows[i].same, "%s", rows[i].text);
    }
}
