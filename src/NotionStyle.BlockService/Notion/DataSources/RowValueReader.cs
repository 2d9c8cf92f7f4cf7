using NotionStyle.Blocks;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.RichText;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>
/// Reads what formulas and rollups need besides the rows themselves: related rows and their schemas, level by level. A level costs one read for every
/// <see cref="StoreLimits.ReadMaximum" /> rows that no level before it brought, whatever the number of rows that are asked about; the names of people cost one more.
/// </summary>
internal sealed class RowValueReader(IBlockStore store)
{
    /// <summary>Gets ready to compute.</summary>
    /// <param name="actor">Who asks: what this member may not read counts for nothing.</param>
    /// <param name="schema">The data source's schema.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="wanted">Only these properties will be asked for; null for all.</param>
    /// <param name="now">What <c>now()</c> is.</param>
    /// <param name="ct">Cancels the reads.</param>
    public async Task<RowValues> ReadAsync(
        Actor actor,
        DataSourceSchema schema,
        IReadOnlyList<Record> rows,
        IReadOnlySet<string>? wanted,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var own = new SourceFormulas(schema);
        var reading = new Reading(store, actor, ct);
        var level = new Dictionary<SourceFormulas, Asked>
        {
            [own] = new()
            {
                Rows = rows,
                Properties = [.. schema.Properties.Where(p => p.IsComputed && wanted?.Contains(p.Id) is not false)],
            },
        };
        for (var depth = 0; depth < RelatedRows.DepthMaximum && level.Count > 0; depth++)
            level = await reading.FollowAsync(level);
        reading.Meet(level);
        await reading.ReadPeopleAsync();
        return new RowValues(own, reading.Related, now, ct);
    }

    /// <summary>What is asked of one data source on one level.</summary>
    private sealed class Asked
    {
        public required IReadOnlyList<Record> Rows { get; init; }

        public required HashSet<PropertyDefinition> Properties { get; init; }
    }

    /// <summary>A relation that is followed, and what is asked of the rows that it leads to.</summary>
    private sealed class Followed
    {
        public HashSet<string> TargetIds { get; } = new(StringComparer.Ordinal);

        public HashSet<string> TargetNames { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Reading(IBlockStore store, Actor actor, CancellationToken ct)
    {
        private readonly HashSet<RecordPointer> _asked = [];
        private readonly HashSet<Guid> _people = [];
        private bool _hasFormula;
        private int _rows;
        private int _links;

        public RelatedRows Related { get; } = new();

        /// <summary>Reads the rows that a level's relations lead to; what is asked of them is the next level.</summary>
        public async Task<Dictionary<SourceFormulas, Asked>> FollowAsync(Dictionary<SourceFormulas, Asked> level)
        {
            var relations = new List<(Asked Asked, PropertyDefinition Relation, Followed Followed)>();
            foreach (var (source, asked) in level)
            {
                foreach (var (relation, followed) in RelationsOf(source, asked))
                    relations.Add((asked, relation, followed));
            }

            Meet(level);
            var ways = new List<(Record Row, PropertyDefinition Relation, Guid[] Ids)>();
            foreach (var (asked, relation, _) in relations)
            {
                foreach (var row in asked.Rows)
                {
                    if (Related.Of(row, relation.Id) is null)
                        ways.Add((row, relation, IdsOf(row, relation)));
                }
            }

            await ReadAsync([
                .. relations.Select(r => RecordPointer.Collection(r.Relation.Relation!.DataSourceId)),
                .. ways.SelectMany(w => w.Ids).Select(RecordPointer.Block),
            ]);
            foreach (var (row, relation, ids) in ways)
            {
                var sourceId = relation.Relation!.DataSourceId;
                if (Related.Source(sourceId) is { } source)
                    Related.Add(row, relation.Id, new Links(source, RowsIn(sourceId, ids)));
            }

            return NextLevel(relations);
        }

        /// <summary>The relations that a level goes on by: those that its rollups follow, and those that its formulas use.</summary>
        private static Dictionary<PropertyDefinition, Followed> RelationsOf(SourceFormulas source, Asked asked)
        {
            var relations = new Dictionary<PropertyDefinition, Followed>(ReferenceEqualityComparer.Instance);
            foreach (var property in source.Behind(asked.Properties))
            {
                if (property.Rollup is { } rollup && source.Schema.ById(rollup.RelationPropertyId) is { } relation)
                    Follow(relation)?.TargetIds.Add(rollup.TargetPropertyId);
                if (source.Of(property) is not { } formula)
                    continue;
                foreach (var used in formula.Properties)
                    Follow(used)?.TargetNames.UnionWith(formula.RelatedNames);
            }

            return relations;

            Followed? Follow(PropertyDefinition property)
            {
                if (property is not { Type: PropertyType.Relation, Relation: not null })
                    return null;
                if (!relations.TryGetValue(property, out var followed))
                    relations[property] = followed = new Followed();
                return followed;
            }
        }

        private Guid[] IdsOf(Record row, PropertyDefinition relation)
        {
            if (
                _links >= RelatedRows.LinksMaximum
                || StoredValue.Read(relation, row) is not Value.Many { Items: var items }
            )
                return [];
            var ids = items.OfType<Value.Row>().Take(RelatedRows.LinksMaximum - _links).Select(r => r.Id).ToArray();
            _links += ids.Length;
            return ids;
        }

        private async Task ReadAsync(IEnumerable<RecordPointer> pointers)
        {
            var missing = new List<RecordPointer>();
            foreach (var pointer in pointers)
            {
                if (pointer.Table == RecordTable.Block && _rows >= RelatedRows.RowsMaximum)
                    continue;
                if (!_asked.Add(pointer))
                    continue;
                missing.Add(pointer);
                if (pointer.Table == RecordTable.Block)
                    _rows++;
            }

            foreach (var part in missing.Chunk(StoreLimits.ReadMaximum))
            {
                foreach (var placed in await store.ReadAsync(actor, part, ct))
                {
                    if (placed is null || placed.IsTrashed)
                        continue;
                    if (placed.Record.Pointer.Table == RecordTable.Collection)
                        Related.Add(placed.Record.Pointer.Id, new SourceFormulas(SchemaJson.Read(placed.Record)));
                    else
                        Related.Add(placed.Record);
                }
            }
        }

        /// <summary>Rows of the data source that a relation leads to. A row that was moved elsewhere is none any more.</summary>
        private List<Record> RowsIn(Guid sourceId, Guid[] ids)
        {
            var rows = new List<Record>(ids.Length);
            foreach (var id in ids)
            {
                if (
                    Related.Row(id) is { Type: BlockTypes.Page } row
                    && row.Parent == RecordPointer.Collection(sourceId)
                )
                    rows.Add(row);
            }

            return rows;
        }

        private Dictionary<SourceFormulas, Asked> NextLevel(
            List<(Asked Asked, PropertyDefinition Relation, Followed Followed)> relations
        )
        {
            var next = new Dictionary<SourceFormulas, Asked>();
            foreach (var group in relations.GroupBy(r => r.Relation.Relation!.DataSourceId))
            {
                if (Related.Source(group.Key) is not { } source)
                    continue;
                var wanted = group
                    .SelectMany(r =>
                        r.Followed.TargetIds.Select(source.Schema.ById)
                            .Concat(r.Followed.TargetNames.Select(source.Schema.ByName))
                    )
                    .OfType<PropertyDefinition>()
                    .ToHashSet();
                var rows = group
                    .SelectMany(r => r.Asked.Rows.SelectMany(row => Related.Of(row, r.Relation.Id)?.Rows ?? []))
                    .DistinctBy(row => row.Pointer.Id)
                    .ToList();
                if (wanted.Count > 0 && rows.Count > 0)
                    next[source] = new Asked { Rows = rows, Properties = wanted };
            }

            return next;
        }

        /// <summary>Remembers the people that a level's values name, and whether there is a formula that may write their names.</summary>
        public void Meet(Dictionary<SourceFormulas, Asked> level)
        {
            foreach (var (source, asked) in level)
            {
                var behind = source.Behind(asked.Properties);
                _hasFormula |= behind.Any(p => p.Type == PropertyType.Formula);
                foreach (var property in behind.Where(IsOfPeople))
                {
                    foreach (var row in asked.Rows)
                    {
                        if (_people.Count >= StoreLimits.ReadMaximum)
                            return;
                        var value = StoredValue.Read(property, row);
                        var people = value is Value.Many many ? many.Items : [value];
                        _people.UnionWith(
                            people
                                .OfType<Value.Person>()
                                .Select(p => p.Id)
                                .Take(StoreLimits.ReadMaximum - _people.Count)
                        );
                    }
                }
            }
        }

        private static bool IsOfPeople(PropertyDefinition property) =>
            property.Type is PropertyType.People or PropertyType.CreatedBy or PropertyType.LastEditedBy;

        public async Task ReadPeopleAsync()
        {
            if (_people.Count == 0 || !_hasFormula)
                return;
            var pointers = _people.Select(id => new RecordPointer(RecordTable.NotionUser, id)).ToList();
            var people = await store.ReadAsync(actor, pointers, ct);
            Related.SetPeople(new Names(people.OfType<PlacedRecord>().Select(p => p.Record)));
        }
    }
}
