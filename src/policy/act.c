/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Acts together: which are in force, and which of them cover an address and an event. An act can speak of older ones only, so that
 * one walk from the newest to the oldest settles all.
 */
#include "policy/act.h"

#include "recipient/address.h"

#include <string.h>

typedef struct {
  NixieAct *act;
  NixieStanding standing;
  GPatternSpec *source;           /* NULL: any */
  guint64 reasons;                /* bits of NixieReason; 0: any */
  guint next;                     /* in a chain: 1 + the place of the next one; 0: the last */
} Item;

G_STATIC_ASSERT (NIXIE_N_REASONS <= 64);

struct NixieCover {
  const NixieActs *acts;
  GPtrArray *items; /* const Item * */
};

/* A list may have a thousand acts, and the fold of one address asks for those of its own domain: chains of items by their domain, from
 * the oldest on, of those that speak of events. */
struct NixieActs {
  GArray *items;      /* of Item, in the order of time */
  GHashTable *undone; /* id of an act or event → the NixieAct that names it to undo it; borrowed */
  GHashTable *at;     /* "example.com" → chain */
  GHashTable *below;  /* the same for ".example.com" */
  guint anywhere;     /* the chain of those without a domain */
  NixieCover bare;    /* of any address that no item covers, where something is undone by its id */
};

static guint
hash_id (gconstpointer id)
{
  guint hash;
  memcpy (&hash, id, sizeof hash);
  return hash;
}

static gboolean
equal_ids (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, NIXIE_ID_BYTES) == 0;
}

static guint64
reason_bits (const char *ids)
{
  guint64 bits = 0;
  if (*ids == '\0')
    return 0;
  g_auto (GStrv) words = g_strsplit (ids, " ", -1);
  for (char **word = words; *word != NULL; word++)
    {
      NixieReason reason;
      if (nixie_reason_from_id (*word, &reason))
        bits |= G_GUINT64_CONSTANT (1) << reason;
    }
  return bits;
}

static void
clear_item (gpointer data)
{
  Item *item = data;
  g_clear_pointer (&item->act, nixie_act_free);
  g_clear_pointer (&item->source, g_pattern_spec_free);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const NixieAct *one = ((const Item *) a)->act, *two = ((const Item *) b)->act;
  if (one->time_us != two->time_us)
    return one->time_us < two->time_us ? -1 : 1;
  return memcmp (one->id, two->id, NIXIE_ID_BYTES);
}

static const Item *
item_at (const NixieActs *acts, guint i)
{
  return &g_array_index (acts->items, Item, i);
}

/* From the newest on: what has been undone by then no longer speaks, and of two words on a hold the newer one stands. */
static void
settle (NixieActs *acts)
{
  g_autoptr (GHashTable) holds = g_hash_table_new (hash_id, equal_ids);
  for (guint i = acts->items->len; i > 0; i--)
    {
      Item *item = &g_array_index (acts->items, Item, i - 1);
      NixieAct *act = item->act;
      gpointer word = NULL;
      item->standing = NIXIE_STANDING_IN_FORCE;
      if (g_hash_table_contains (acts->undone, act->id))
        item->standing = NIXIE_STANDING_UNDONE;
      else if (act->kind == NIXIE_ACT_UNDO && nixie_act_has_target (act))
        g_hash_table_insert (acts->undone, act->target, act);
      else if ((act->kind == NIXIE_ACT_RELEASE || act->kind == NIXIE_ACT_CONFIRM) && !g_hash_table_contains (holds, act->target))
        g_hash_table_insert (holds, act->target, GINT_TO_POINTER ((int) act->kind));
      else if (act->kind == NIXIE_ACT_HOLD && g_hash_table_lookup_extended (holds, act->id, NULL, &word))
        item->standing = GPOINTER_TO_INT (word) == NIXIE_ACT_RELEASE ? NIXIE_STANDING_RELEASED : NIXIE_STANDING_CONFIRMED;
    }
}

/* A hold that was confirmed is as if it were not there. */
static gboolean
speaks_of_events (const Item *item)
{
  switch (item->act->kind)
    {
    case NIXIE_ACT_ALLOW:
      return item->standing == NIXIE_STANDING_IN_FORCE;
    case NIXIE_ACT_UNDO:
      return item->standing == NIXIE_STANDING_IN_FORCE && !nixie_act_has_target (item->act);
    case NIXIE_ACT_HOLD:
      return item->standing == NIXIE_STANDING_IN_FORCE || item->standing == NIXIE_STANDING_RELEASED;
    case NIXIE_ACT_RELEASE:
    case NIXIE_ACT_CONFIRM:
      break;
    }
  return FALSE;
}

/* From the newest on, so that a chain begins with the oldest. */
static void
chain_items (NixieActs *acts)
{
  for (guint i = acts->items->len; i > 0; i--)
    {
      Item *item = &g_array_index (acts->items, Item, i - 1);
      const char *domain = item->act->domain;
      if (!speaks_of_events (item))
        continue;
      if (*domain == '\0')
        {
          item->next = acts->anywhere;
          acts->anywhere = i;
          continue;
        }
      GHashTable *chains = *domain == '.' ? acts->below : acts->at;
      gpointer key = (gpointer) (*domain == '.' ? domain + 1 : domain);
      item->next = GPOINTER_TO_UINT (g_hash_table_lookup (chains, key));
      g_hash_table_insert (chains, key, GUINT_TO_POINTER (i));
    }
}

NixieActs *
nixie_acts_new (GPtrArray *acts)
{
  NixieActs *made = g_new0 (NixieActs, 1);
  made->items = g_array_new (FALSE, TRUE, sizeof (Item));
  g_array_set_clear_func (made->items, clear_item);
  made->undone = g_hash_table_new (hash_id, equal_ids);
  made->at = g_hash_table_new (g_str_hash, g_str_equal);
  made->below = g_hash_table_new (g_str_hash, g_str_equal);
  made->bare = (NixieCover){ made, g_ptr_array_new () };
  if (acts == NULL)
    return made;
  g_ptr_array_set_free_func (acts, NULL);
  for (guint i = 0; i < acts->len; i++)
    {
      Item item = { .act = acts->pdata[i] };
      item.source = *item.act->source != '\0' ? g_pattern_spec_new (item.act->source) : NULL;
      item.reasons = reason_bits (item.act->reasons);
      g_array_append_val (made->items, item);
    }
  g_ptr_array_unref (acts);
  g_array_sort (made->items, compare_items);
  settle (made);
  chain_items (made);
  return made;
}

NixieActs *
nixie_acts_with (const NixieActs *acts, const GPtrArray *more)
{
  GPtrArray *all = g_ptr_array_new ();
  for (guint i = 0; acts != NULL && i < acts->items->len; i++)
    g_ptr_array_add (all, nixie_act_new (item_at (acts, i)->act));
  for (guint i = 0; i < more->len; i++)
    g_ptr_array_add (all, nixie_act_new (more->pdata[i]));
  return nixie_acts_new (all);
}

void
nixie_acts_free (NixieActs *acts)
{
  if (acts == NULL)
    return;
  g_hash_table_unref (acts->undone);
  g_hash_table_unref (acts->at);
  g_hash_table_unref (acts->below);
  g_ptr_array_unref (acts->bare.items);
  g_array_unref (acts->items);
  g_free (acts);
}

guint
nixie_acts_length (const NixieActs *acts)
{
  return acts->items->len;
}

const NixieAct *
nixie_acts_get (const NixieActs *acts, guint i)
{
  return item_at (acts, i)->act;
}

NixieStanding
nixie_acts_standing (const NixieActs *acts, guint i)
{
  return item_at (acts, i)->standing;
}

const NixieAct *
nixie_acts_find (const NixieActs *acts, const char *prefix, guint *n)
{
  const NixieAct *found = NULL;
  guint matches = 0;
  g_autofree char *lower = g_ascii_strdown (prefix, -1);
  for (guint i = 0; i < acts->items->len && *lower != '\0'; i++)
    {
      const NixieAct *act = item_at (acts, i)->act;
      g_autofree char *hex = nixie_id_to_hex (act->id);
      if (!g_str_has_prefix (hex, lower))
        continue;
      found = act;
      matches++;
    }
  if (n != NULL)
    *n = matches;
  return matches == 1 ? found : NULL;
}

const NixieAct *
nixie_acts_by_id (const NixieActs *acts, const guint8 *id)
{
  for (guint i = 0; i < acts->items->len; i++)
    if (equal_ids (item_at (acts, i)->act->id, id))
      return item_at (acts, i)->act;
  return NULL;
}

/* A target is older than what names it, which also ends a circle that a damaged list may hold. */
const NixieAct *
nixie_acts_root (const NixieActs *acts, const NixieAct *act)
{
  while (act != NULL && nixie_act_has_target (act))
    {
      const NixieAct *target = nixie_acts_by_id (acts, act->target);
      act = target != NULL && target->time_us < act->time_us ? target : NULL;
    }
  return act;
}

gboolean
nixie_act_covers_address (const NixieAct *act, const char *address)
{
  if (*act->domain != '\0' && !nixie_address_is_at (address, act->domain))
    return FALSE;
  return *act->pattern == '\0' || g_pattern_match_simple (act->pattern, address);
}

/* Adds to *FOUND (NULL: none yet) what of the chain that begins at FIRST covers ADDRESS. */
static void
take_chain (const NixieActs *acts, guint first, const char *address, GPtrArray **found)
{
  for (guint i = first; i > 0; i = item_at (acts, i - 1)->next)
    {
      const Item *item = item_at (acts, i - 1);
      if (!nixie_act_covers_address (item->act, address))
        continue;
      if (*found == NULL)
        *found = g_ptr_array_new ();
      g_ptr_array_add (*found, (gpointer) item);
    }
}

static guint
chain_of (GHashTable *chains, const char *domain)
{
  return g_hash_table_size (chains) > 0 ? GPOINTER_TO_UINT (g_hash_table_lookup (chains, domain)) : 0;
}

/* Items stand in one array, in the order of time. */
static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Item *one = *(const Item *const *) a, *two = *(const Item *const *) b;
  return one < two ? -1 : one > two;
}

/* NULL where no act covers ADDRESS by its scope. */
static GPtrArray *
find_items (const NixieActs *acts, const char *address)
{
  GPtrArray *found = NULL;
  const char *domain = nixie_address_domain (address);
  take_chain (acts, acts->anywhere, address, &found);
  take_chain (acts, chain_of (acts->at, domain), address, &found);
  for (const char *up = domain; up != NULL && g_hash_table_size (acts->below) > 0;)
    {
      take_chain (acts, chain_of (acts->below, up), address, &found);
      up = strchr (up, '.');
      up = up != NULL ? up + 1 : NULL;
    }
  if (found != NULL && found->len > 1)
    g_ptr_array_sort (found, compare_places);
  return found;
}

NixieCover *
nixie_cover_new (const NixieActs *acts, const char *address)
{
  GPtrArray *items = acts != NULL && acts->items->len > 0 ? find_items (acts, address) : NULL;
  if (items == NULL)
    return acts != NULL && g_hash_table_size (acts->undone) > 0 ? (NixieCover *) &acts->bare : NULL;
  NixieCover *cover = g_new (NixieCover, 1);
  *cover = (NixieCover){ acts, items };
  return cover;
}

void
nixie_cover_free (NixieCover *cover)
{
  if (cover == NULL || cover == &cover->acts->bare)
    return;
  g_ptr_array_unref (cover->items);
  g_free (cover);
}

static gboolean
has_reason (const Item *item, const NixieEvent *event)
{
  return item->reasons == 0 || (item->reasons >> event->reason & 1) != 0;
}

static gboolean
is_in_span (const Item *item, const NixieEvent *event)
{
  return event->time_us >= item->act->from_us && event->time_us <= item->act->to_us;
}

/* Of what it covers by time and place, an undo that names neither reason nor source takes failures back and nothing else: a complaint,
 * an opt-out, an operator's word are to be named. An operator's other words than additions have no reason: he names them, the source. */
static gboolean
undoes (const Item *item, const NixieEvent *event)
{
  if (!is_in_span (item, event) || !has_reason (item, event))
    return FALSE;
  if (item->source != NULL && !g_pattern_spec_match_string (item->source, event->source))
    return FALSE;
  if (item->source != NULL)
    return TRUE;
  if (item->reasons != 0)
    return event->kind != NIXIE_EVENT_REMOVE && event->kind != NIXIE_EVENT_ALLOW;
  return nixie_event_is_failure (event);
}

static gboolean
holds (const Item *item, const NixieEvent *event)
{
  return nixie_event_is_failure (event) && is_in_span (item, event) && has_reason (item, event)
         && (!item->act->hard_only || event->class == NIXIE_CLASS_HARD);
}

const NixieAct *
nixie_cover_undo (const NixieCover *cover, const NixieEvent *event)
{
  if (cover == NULL)
    return NULL;
  const NixieAct *by_name = g_hash_table_lookup (cover->acts->undone, event->id);
  if (by_name != NULL)
    return by_name;
  for (guint i = 0; i < cover->items->len; i++)
    {
      const Item *item = cover->items->pdata[i];
      if (item->act->kind == NIXIE_ACT_UNDO && undoes (item, event))
        return item->act;
      if (item->act->kind == NIXIE_ACT_HOLD && item->standing == NIXIE_STANDING_RELEASED && holds (item, event))
        return item->act;
    }
  return NULL;
}

/* Of several the one that ends last: it is the last to be confirmed by what comes later. */
const NixieAct *
nixie_cover_hold (const NixieCover *cover, const NixieEvent *event)
{
  const NixieAct *hold = NULL;
  for (guint i = 0; cover != NULL && i < cover->items->len; i++)
    {
      const Item *item = cover->items->pdata[i];
      if (item->act->kind == NIXIE_ACT_HOLD && item->standing == NIXIE_STANDING_IN_FORCE && holds (item, event)
          && (hold == NULL || item->act->to_us > hold->to_us))
        hold = item->act;
    }
  return hold;
}

const NixieAct *
nixie_cover_allow (const NixieCover *cover)
{
  const NixieAct *allow = NULL;
  for (guint i = 0; cover != NULL && i < cover->items->len; i++)
    {
      const Item *item = cover->items->pdata[i];
      if (item->act->kind == NIXIE_ACT_ALLOW)
        allow = item->act; /* they stand in the order of time */
    }
  return allow;
}

/* An allow touches all that comes after it, and what stood before. */
gboolean
nixie_acts_touch (const NixieActs *acts, guint i, const char *address, const NixieEvent *event)
{
  const NixieAct *act = nixie_acts_get (acts, i);
  g_return_val_if_fail (act != NULL, FALSE);
  const NixieAct *root = nixie_acts_root (acts, act);
  if (root == NULL)
    return equal_ids (act->target, event->id);
  if (!nixie_act_covers_address (root, address))
    return FALSE;
  for (guint k = 0; k < acts->items->len; k++)
    if (item_at (acts, k)->act == root)
      return root->kind == NIXIE_ACT_ALLOW || (root->kind == NIXIE_ACT_HOLD ? holds : undoes) (item_at (acts, k), event);
  return FALSE;
}
