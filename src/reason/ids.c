/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The closed list of reasons: ids, faults, meanings. See reason.h.
 */
#include "reason/reason-private.h"

#include <string.h>

const char *
nixie_reason_id (NixieReason reason)
{
  g_return_val_if_fail ((guint) reason < NIXIE_N_REASONS, "");
  return nixie_reason_rows[reason].id;
}

const char *
nixie_reason_meaning (NixieReason reason)
{
  g_return_val_if_fail ((guint) reason < NIXIE_N_REASONS, "");
  return nixie_reason_rows[reason].meaning;
}

NixieFault
nixie_reason_fault (NixieReason reason)
{
  g_return_val_if_fail ((guint) reason < NIXIE_N_REASONS, NIXIE_FAULT_NONE);
  return nixie_reason_rows[reason].fault;
}

gboolean
nixie_reason_can_be_hard (NixieReason reason)
{
  g_return_val_if_fail ((guint) reason < NIXIE_N_REASONS, FALSE);
  return nixie_reason_rows[reason].kind == NIXIE_KIND_STATUS;
}

gboolean
nixie_reason_is_failure (NixieReason reason)
{
  g_return_val_if_fail ((guint) reason < NIXIE_N_REASONS, FALSE);
  return nixie_reason_rows[reason].kind != NIXIE_KIND_NONE;
}

gboolean
nixie_reason_from_id (const char *id, NixieReason *reason)
{
  for (guint i = 0; i < NIXIE_N_REASONS; i++)
    if (*nixie_reason_rows[i].id == *id && strcmp (nixie_reason_rows[i].id, id) == 0)
      {
        *reason = (NixieReason) i;
        return TRUE;
      }
  return FALSE;
}

const char *
nixie_fault_id (NixieFault fault)
{
  static const char *const ids[] = { "address", "mailbox", "message", "sender", "system", "none" };
  g_return_val_if_fail ((guint) fault < G_N_ELEMENTS (ids), "");
  return ids[fault];
}

const char *
nixie_class_id (NixieClass class)
{
  static const char *const ids[] = { "none", "soft", "hard" };
  g_return_val_if_fail ((guint) class < G_N_ELEMENTS (ids), "");
  return ids[class];
}
