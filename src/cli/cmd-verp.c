/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie verp make: signed reverse-paths, or envelope ids, for mail to addresses; nixie verp check: what such texts are worth. Ends
 * with 1 where one could not be made, or one is not valid.
 */
#include "config.h"

#include "cli/cli.h"

#include "answer/output.h"
#include "answer/rows.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "recipient/address.h"

#include <string.h>
#include <unistd.h>

typedef struct Verp Verp;
typedef gboolean (*VerpWork) (Verp *verp, const char *text, GError **error);

struct Verp {
  const NixieSettings *settings;
  const NixieKeys *keys;
  NixieOutput *output;
  gboolean envid;
  gint64 today;
  VerpWork work;
  guint bad;
};

static gboolean
sign (const Verp *verp, const char *text, char **made, GError **error)
{
  g_autofree char *address = NULL;
  if (!nixie_address_canonical (text, verp->settings->fold_local, &address, error))
    return FALSE;
  const NixieSigning mail = { address, verp->today, verp->envid ? NULL : verp->settings->return_path };
  return nixie_keys_sign (verp->keys, &mail, made, error);
}

static gboolean
make (Verp *verp, const char *text, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autofree char *made = NULL;
  if (!sign (verp, text, &made, &wrong))
    {
      nixie_cli_say ("%s", wrong->message);
      verp->bad++;
      return TRUE;
    }
  g_autofree char *line = g_strconcat (made, "\n", NULL);
  return nixie_output_write (verp->output, line, strlen (line), error);
}

static const char *
signature_id (NixieSignature signature)
{
  switch (signature)
    {
    case NIXIE_SIGNATURE_VALID:
      return "valid";
    case NIXIE_SIGNATURE_EXPIRED:
      return "expired";
    case NIXIE_SIGNATURE_FORGED:
    case NIXIE_SIGNATURE_OTHER:
      return "forged";
    case NIXIE_SIGNATURE_NONE:
      break;
    }
  return "unsigned";
}

/* "valid<tab>2026-11-22<tab>user@example.com" */
static gboolean
check (Verp *verp, const char *text, GError **error)
{
  g_auto (NixieSigned) claim = { .address = NULL };
  if (!nixie_signed_parse (text, &claim))
    {
      verp->bad++;
      return nixie_output_write (verp->output, "unsigned\n", strlen ("unsigned\n"), error);
    }
  const NixieSignature signature = nixie_keys_check (verp->keys, &claim, verp->today, verp->settings->verp_days);
  g_autofree char *date = nixie_clock_to_iso ((gint64) claim.day * NIXIE_DAY_US);
  g_autofree char *address = nixie_text_one_line (claim.address, strlen (claim.address), NIXIE_LIMIT_ADDRESS_BYTES * 4);
  g_autofree char *line = g_strdup_printf ("%s\t%.10s\t%s\n", signature_id (signature), *date != '\0' ? date : "1970-01-01", address);
  if (!nixie_keys_have (verp->keys, claim.key_id))
    nixie_cli_say (_("%s: no key '%s' in '%s'"), address, claim.key_id, verp->settings->key_file);
  verp->bad += signature != NIXIE_SIGNATURE_VALID;
  return nixie_output_write (verp->output, line, strlen (line), error);
}

static gboolean
work_on_lines (Verp *verp, GError **error)
{
  g_autoptr (NixieRows) rows = nixie_rows_new (STDIN_FILENO, NIXIE_LIMIT_ADDRESS_INPUT_LINE);
  NixieRow line;
  while (nixie_rows_next (rows, nixie_row_measure_line, NULL, &line, error))
    {
      if (line.bytes.data == NULL)
        return TRUE;
      g_autofree char *text = nixie_row_address (line.bytes);
      if (*text != '\0' && !verp->work (verp, text, error))
        return FALSE;
    }
  return FALSE;
}

static gboolean
work_on_all (const NixieCall *call, Verp *verp, GError **error)
{
  for (guint i = 1; i < call->n_arguments; i++)
    {
      g_autofree char *text = nixie_row_address (nixie_slice_of (call->arguments[i]));
      if (!(strcmp (text, "-") == 0 ? work_on_lines (verp, error) : verp->work (verp, text, error)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
refuse (GError **error, NixieError code, const char *wrong)
{
  g_set_error_literal (error, NIXIE_ERROR, code, wrong);
  return FALSE;
}

static gboolean
check_usage (const NixieCall *call, VerpWork *work, GError **error)
{
  *work = strcmp (call->arguments[0], "make") == 0 ? make : strcmp (call->arguments[0], "check") == 0 ? check : NULL;
  if (*work == NULL || call->n_arguments < 2)
    return refuse (error, NIXIE_ERROR_USAGE, _("verp: expects 'make' or 'check', and what to make or check"));
  if (*work == check && call->options->envid)
    return refuse (error, NIXIE_ERROR_USAGE, _("verp: --envid belongs to 'make'; 'check' knows both forms"));
  return TRUE;
}

static gboolean
check_settings (const NixieCall *call, const NixieSettings *settings, VerpWork work, GError **error)
{
  if (settings->key_file == NULL)
    return refuse (error, NIXIE_ERROR_CONFIG, _("no keys: [verp] key-file is not set, see nixie.conf(5)"));
  if (work == make && !call->options->envid && settings->return_path == NULL)
    return refuse (error, NIXIE_ERROR_CONFIG, _("no address to sign below: [verp] return-path is not set, see nixie.conf(5)"));
  return TRUE;
}

int
nixie_cmd_verp (const NixieCall *call, GError **error)
{
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieKeys) keys = NULL;
  g_autoptr (NixieOutput) output = NULL;
  VerpWork work = NULL;
  if (!check_usage (call, &work, error) || !nixie_cli_settings (call, &settings, error) || !check_settings (call, settings, work, error)
      || !nixie_cli_keys (settings, &keys, error) || !nixie_output_open (NULL, &output, error))
    return 0;
  Verp verp = { settings, keys, output, call->options->envid, nixie_clock_day (nixie_clock_now_us ()), work, 0 };
  if (!work_on_all (call, &verp, error) || !nixie_output_close (output, error))
    return 0;
  return verp.bad > 0 ? 1 : 0;
}
