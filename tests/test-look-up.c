/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store/: what a look-up asks besides the address: its domain, and by setting the domains above it; and under whose policy an entry is
 * folded.
 */
#include "tests/list.h"

static char *folder;

static void
set_up (void)
{
  folder = list_temporary ();
}

static void
tear_down (void)
{
  list_remove (folder);
  g_clear_pointer (&folder, g_free);
}

TestSuite (look_up, .init = set_up, .fini = tear_down);

static NixieSettings *
settings_from (const char *text)
{
  NixieSettings *settings = NULL;
  g_autoptr (GError) error = NULL;
  cr_assert (nixie_settings_parse (text, strlen (text), "f", &settings, &error), "%s", error != NULL ? error->message : "");
  return settings;
}

static void
say (NixieStore *store, NixieEventKind kind, const char *address)
{
  const NixieOperatorWord word = { .kind = kind, .address = address, .reason = NIXIE_REASON_OPT_OUT, .now_us = NOW_US };
  list_write_one (store, nixie_event_new_operator (&word), NULL);
}

typedef struct {
  const char *address;
  NixieState alone, with;       /* without and with the setting */
  const char *domain_alone, *domain_with; /* the domain's entry that is shown; "": none */
} Row;

static void
expect_row (NixieStore *store, const Row *row, gboolean subdomains)
{
  g_autoptr (NixieEntry) domain = NULL;
  g_autoptr (GError) error = NULL;
  const NixieState got = list_state (store, row->address, NOW_US + 1), want = subdomains ? row->with : row->alone;
  cr_expect_eq (got, want, "%s, %d: %s", row->address, subdomains, nixie_state_id (got));
  cr_assert (nixie_store_domain_entry (store, row->address, NOW_US + 1, &domain, &error), "%s", error != NULL ? error->message : "");
  const char *name = domain != NULL ? domain->address : "";
  cr_expect_str_eq (name, subdomains ? row->domain_with : row->domain_alone, "%s, %d: got '%s'", row->address, subdomains, name);
}

Test (look_up, subdomains)
{
  static const Row rows[] = {
    { "a@example.com", NIXIE_STATE_SUPPRESSED, NIXIE_STATE_SUPPRESSED, "@example.com", "@example.com" },
    { "@example.com", NIXIE_STATE_SUPPRESSED, NIXIE_STATE_SUPPRESSED, "", "" },
    { "a@mail.example.com", NIXIE_STATE_CLEAR, NIXIE_STATE_SUPPRESSED, "", "@example.com" },
    { "@mail.example.com", NIXIE_STATE_CLEAR, NIXIE_STATE_SUPPRESSED, "", "@example.com" },
    { "a@b.c.example.com", NIXIE_STATE_CLEAR, NIXIE_STATE_SUPPRESSED, "", "@example.com" },
    { "a@notexample.com", NIXIE_STATE_CLEAR, NIXIE_STATE_CLEAR, "", "" },
    { "friend@mail.example.com", NIXIE_STATE_ALLOWED, NIXIE_STATE_ALLOWED, "", "@example.com" },
    { "a@good.example.com", NIXIE_STATE_CLEAR, NIXIE_STATE_CLEAR, "@good.example.com", "@good.example.com" },
    { "a@www.good.example.com", NIXIE_STATE_CLEAR, NIXIE_STATE_CLEAR, "", "@good.example.com" },
    { "bad@good.example.com", NIXIE_STATE_SUPPRESSED, NIXIE_STATE_SUPPRESSED, "@good.example.com", "@good.example.com" },
    { "a@was.example.com", NIXIE_STATE_CLEAR, NIXIE_STATE_SUPPRESSED, "@was.example.com", "@example.com" },
    { "a@example.net", NIXIE_STATE_CLEAR, NIXIE_STATE_CLEAR, "", "" },
    { "a@net", NIXIE_STATE_SUPPRESSED, NIXIE_STATE_SUPPRESSED, "@net", "@net" },
    { "a.b.example.com", NIXIE_STATE_CLEAR, NIXIE_STATE_CLEAR, "", "" },
  };
  for (gboolean subdomains = FALSE; subdomains <= TRUE; subdomains++)
    {
      g_autoptr (NixieSettings) settings = settings_from (subdomains ? "[address]\nsubdomains=true\n" : "");
      g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
      say (store, NIXIE_EVENT_ADD, "@example.com");
      say (store, NIXIE_EVENT_ALLOW, "friend@mail.example.com");
      say (store, NIXIE_EVENT_ALLOW, "@good.example.com");
      say (store, NIXIE_EVENT_ADD, "bad@good.example.com");
      say (store, NIXIE_EVENT_ALLOW, "@was.example.com");
      say (store, NIXIE_EVENT_REMOVE, "@was.example.com");
      say (store, NIXIE_EVENT_ADD, "@net");
      for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
        expect_row (store, &rows[i], subdomains);
    }
}

/* The longest address that there can be has many domains above it. */
Test (look_up, long_domain)
{
  g_autoptr (NixieSettings) settings = settings_from ("[address]\nsubdomains=true\n");
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  g_autoptr (GString) address = g_string_new ("a@");
  while (address->len < 240)
    g_string_append (address, "b.");
  g_string_append (address, "example.com");
  cr_expect_eq (list_state (store, address->str, NOW_US), NIXIE_STATE_CLEAR);
  say (store, NIXIE_EVENT_ADD, "@example.com");
  cr_expect_eq (list_state (store, address->str, NOW_US), NIXIE_STATE_SUPPRESSED);
  g_autofree char *endless = g_strnfill (2000, '.');
  cr_expect_eq (list_state (store, endless, NOW_US), NIXIE_STATE_CLEAR);
}

Test (look_up, an_entry_is_folded_under_the_policy_of_its_domain)
{
  g_autoptr (NixieSettings) settings
    = settings_from ("[domain .example.com]\nno-such-user=never\n[domain mail.example.com]\naddress=first\n");
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  static const struct {
    const char *address;
    NixieState want;
  } rows[] = { { "a@example.com", NIXIE_STATE_COUNTING },
               { "a@www.example.com", NIXIE_STATE_COUNTING },
               { "a@mail.example.com", NIXIE_STATE_SUPPRESSED },
               { "a@example.org", NIXIE_STATE_SUPPRESSED } };
  for (guint32 i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      list_write_one (store, list_event (rows[i].address, i, 0), NULL);
      cr_expect_eq (list_state (store, rows[i].address, NOW_US), rows[i].want, "%s", rows[i].address);
    }
}
