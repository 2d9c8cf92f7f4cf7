using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Formulas;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>
/// Settles what a schema says of others: relations and the properties that mirror them, and rollups. A relation of two sides is one thing in two schemas, so both are changed in
/// one transaction. When one side goes, the other stays as a relation of one side, and its rows keep their values.
/// </summary>
internal sealed class SchemaLinker(DataSourceReader reader)
{
    /// <summary>Makes the relations and rollups that were asked for.</summary>
    /// <param name="actor">Who changes the schema; the other data sources have to be readable to this member.</param>
    /// <param name="draft">The schema.</param>
    /// <param name="ct">Cancels the reads.</param>
    /// <returns>The other data sources whose schemas changed with it, as they were read.</returns>
    public async Task<IReadOnlyList<(DataSource Source, SchemaDraft Draft)>> LinkAsync(
        Actor actor,
        SchemaDraft draft,
        CancellationToken ct
    )
    {
        var sources = await reader.ReadAsync(actor, Others(draft), ct);
        var drafts = sources.Values.ToDictionary(s => s.Id, s => new SchemaDraft(s.Id, s.Title, s.Schema));
        drafts[draft.Id] = draft;
        foreach (var property in draft.Before.Properties)
        {
            if (property.Relation is { SyncedPropertyId: not null } && draft.ById(property.Id)?.Relation is null)
                Unlink(drafts, property);
        }

        foreach (var wish in draft.Relations)
        {
            // Away from what was read: an id of a database is refused with the ids of its data sources.
            if (!drafts.ContainsKey(wish.Target))
            {
                var source = await reader.ReadAsync(actor, wish.Target, ct);
                sources[source.Id] = source;
                drafts[source.Id] = new SchemaDraft(source.Id, source.Title, source.Schema);
            }

            Relate(drafts, draft, wish);
        }

        foreach (var wish in draft.Rollups)
            RollUp(drafts, draft, wish);
        Judge(drafts, draft);
        var changed = drafts.Values.Where(d => d != draft && d.IsChanged).ToArray();
        foreach (var other in changed.Append(draft))
            other.CheckSize();
        return [.. changed.Select(d => (sources[d.Id], d))];
    }

    /// <summary>The other data sources that have a part in the change: relations lead to them from now on or did so before, or rollups may take from them.</summary>
    private static IEnumerable<Guid> Others(SchemaDraft draft)
    {
        var left = draft.Before.Properties.Where(p =>
            p.Relation is { SyncedPropertyId: not null }
            && (draft.ById(p.Id)?.Relation is null || draft.Relations.Any(w => w.PropertyId == p.Id))
        );
        var rolledUp = draft.Rollups.Count == 0 ? [] : draft.Properties.Where(p => p.Relation is not null);
        return left.Concat(rolledUp)
            .Select(p => p.Relation!.DataSourceId)
            .Concat(draft.Relations.Select(w => w.Target))
            .Where(id => id != draft.Id);
    }

    private static void Relate(Dictionary<Guid, SchemaDraft> drafts, SchemaDraft draft, RelationWish wish)
    {
        var property = draft.ById(wish.PropertyId)!;
        var other = drafts[wish.Target];
        var before = draft.Before.ById(property.Id)?.Relation;
        if (!wish.IsDual)
        {
            if (before?.SyncedPropertyId is not null)
                Unlink(drafts, draft.Before.ById(property.Id)!);
            draft.Put(property with { Relation = new RelationTarget(wish.Target, null) });
            return;
        }

        if (
            before?.SyncedPropertyId is { } synced
            && before.DataSourceId == wish.Target
            && other.ById(synced)?.Relation?.SyncedPropertyId == property.Id
            && (!wish.SyncedId.HasValue || wish.SyncedId.Text(SchemaLimits.IdLengthMaximum) == synced)
        )
        {
            if (wish.SyncedName.HasValue)
                Rename(other, other.ById(synced)!, wish);
            return;
        }

        if (before?.SyncedPropertyId is not null)
            Unlink(drafts, draft.Before.ById(property.Id)!);
        var mirror = Existing(draft, other, property, wish) ?? New(draft, other, property, wish);
        other.Put(mirror with { Relation = new RelationTarget(draft.Id, property.Id) });
        draft.Put(property with { Relation = new RelationTarget(wish.Target, mirror.Id) });
    }

    /// <summary>The property of the other side that the request names by its id.</summary>
    private static PropertyDefinition? Existing(
        SchemaDraft draft,
        SchemaDraft other,
        PropertyDefinition property,
        RelationWish wish
    )
    {
        if (!wish.SyncedId.HasValue)
            return null;
        var mirror = other.ById(wish.SyncedId.Text(SchemaLimits.IdLengthMaximum));
        if (
            mirror?.Relation is not { SyncedPropertyId: null } relation
            || relation.DataSourceId != draft.Id
            || (other == draft && mirror.Id == property.Id)
        )
            throw wish.SyncedId.Refuse(
                $"the id of a relation of {other.Id} that leads to {draft.Id} and mirrors no other property; leave it out to have one made"
            );
        return mirror;
    }

    private static PropertyDefinition New(
        SchemaDraft draft,
        SchemaDraft other,
        PropertyDefinition property,
        RelationWish wish
    )
    {
        string name;
        if (wish.SyncedName.HasValue)
        {
            name = PropertyInput.ReadName(wish.SyncedName);
            if (other.ByName(name) is not null)
                throw wish.SyncedName.Refuse($"a name that no property of {other.Id} has");
        }
        else
        {
            name = $"Related to {draft.Title} ({property.Name})";
            if (name.Length > SchemaLimits.NameLengthMaximum)
                name = name[..(SchemaLimits.NameLengthMaximum - (char.IsHighSurrogate(name[99]) ? 1 : 0))];
            name = SchemaJson.FreeName(name, n => other.ByName(n) is not null);
        }

        return new PropertyDefinition
        {
            Id = other.NewId(),
            Name = name,
            Type = PropertyType.Relation,
        };
    }

    private static void Rename(SchemaDraft other, PropertyDefinition mirror, RelationWish wish)
    {
        var name = PropertyInput.ReadName(wish.SyncedName);
        if (name == mirror.Name)
            return;
        if (other.ByName(name) is not null)
            throw wish.SyncedName.Refuse($"a name that no property of {other.Id} has");
        other.Put(mirror with { Name = name });
    }

    /// <summary>The other side of a relation goes on alone. Where it cannot be read there is nothing to tell it; it leads nowhere any more, and reads so.</summary>
    private static void Unlink(Dictionary<Guid, SchemaDraft> drafts, PropertyDefinition before)
    {
        if (
            before.Relation is { SyncedPropertyId: { } synced } relation
            && drafts.GetValueOrDefault(relation.DataSourceId) is { } other
            && other.ById(synced) is { Relation: { } back } mirror
            && back.SyncedPropertyId == before.Id
        )
            other.Put(mirror with { Relation = back with { SyncedPropertyId = null } });
    }

    private static void RollUp(Dictionary<Guid, SchemaDraft> drafts, SchemaDraft draft, RollupWish wish)
    {
        var named = wish.Relation.Text(SchemaLimits.NameLengthMaximum);
        var relation = draft.ById(named) ?? draft.ByName(named);
        if (relation?.Relation is not { } target)
            throw wish.Relation.Refuse("the name or id of a relation of the same data source");
        if (!drafts.TryGetValue(target.DataSourceId, out var other))
            throw BlockStoreException.NotFound(
                $"data source with ID: {target.DataSourceId}, to which the relation {Quote.Short(relation.Name)} leads"
            );
        var wanted = wish.Target.Text(SchemaLimits.NameLengthMaximum);
        var property =
            other.ById(wanted)
            ?? other.ByName(wanted)
            ?? throw wish.Target.Refuse($"the name or id of a property of {target.DataSourceId}");
        draft.Put(
            draft.ById(wish.PropertyId)! with
            {
                Rollup = new RollupDefinition(relation.Id, property.Id, wish.Function),
            }
        );
    }

    /// <summary>Refuses formulas and rollups that cannot be computed. An empty formula is one that nobody wrote yet.</summary>
    private static void Judge(Dictionary<Guid, SchemaDraft> drafts, SchemaDraft draft)
    {
        if (draft.Formulas.Count == 0 && draft.Rollups.Count == 0)
            return;
        var schema = new DataSourceSchema([.. draft.Properties]);
        foreach (var wish in draft.Formulas)
        {
            if (wish.Expression.HasValue && schema.ById(wish.PropertyId) is { Expression.Length: > 0 } formula)
                Require(wish.Expression, ComputedProperties.Problem(schema, formula));
        }

        foreach (var wish in draft.Rollups)
        {
            var rollup = schema.ById(wish.PropertyId)!;
            var other = drafts[schema.ById(rollup.Rollup!.RelationPropertyId)!.Relation!.DataSourceId];
            Require(
                wish.Config,
                ComputedProperties.Problem(schema, rollup, new DataSourceSchema([.. other.Properties]))
            );
        }

        static void Require(Input input, string? problem)
        {
            if (problem is not null)
                throw BlockStoreException.Invalid($"body failed validation: {input.Place}: {problem}");
        }
    }
}
