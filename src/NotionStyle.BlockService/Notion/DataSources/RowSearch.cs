using NotionStyle.Blocks;
using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>
/// Finds rows by filters and sorts of any kind. The store answers all of it but conditions and sorts on formulas and rollups: those are computed here, over what the store leaves.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Nothing computed: one question to the store.</item>
/// <item>Computed conditions: the store's rows in its order, in windows that grow, until a part is full or <see cref="RowsMaximum" /> were looked at. A part may then hold fewer rows than
/// were asked for, and goes on.</item>
/// <item>Computed sorts: there is no order before every row is known, so all that the store leaves are read, <see cref="RowsMaximum" /> at most; of more the answer says that it is
/// incomplete. The cursor holds the keys of the last row, as the store's do.</item>
/// </list>
/// </remarks>
internal sealed class RowSearch(IBlockStore store, IRecordQueries queries, TimeProvider time)
{
    /// <summary>Rows that one request computes values for.</summary>
    public const int RowsMaximum = 10_000;

    private readonly RowValueReader _values = new(store);

    /// <summary>Finds a part of the rows.</summary>
    public Task<RowSearchResult> FindAsync(
        Actor actor,
        DataSource source,
        RowFilter? filter,
        IReadOnlyList<RowSort> sorts,
        bool isTrashed,
        PageRequest page,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        var split = FilterSplit.Of(filter);
        var computed = FilterSplit.ComputedIn(split.Computed, sorts);
        var query = new RowQuery(source.Id, source.Schema, split.Stored, sorts, isTrashed, page, now);
        if (computed.Count == 0)
            return FromStoreAsync(actor, query, ct);
        var asked = new Asked(actor, query, split.Computed, computed, ct);
        return FilterSplit.ComputedIn(null, sorts).Count == 0
            ? FilterAsync(asked)
            : SortAsync(asked, RowQuestion.Of(filter, sorts, isTrashed));
    }

    /// <summary>The value of a row for a key of a filter or a sort.</summary>
    private static Value ValueOf(RowKey key, Record row, RowValues values) =>
        key switch
        {
            RowKey.Property property => values.Of(row, property.Definition),
            RowKey.CreatedTime => new Value.Date(new DateRange(row.CreatedTime, true)),
            _ => new Value.Date(new DateRange(row.LastEditedTime, true)),
        };

    private async Task<RowSearchResult> FromStoreAsync(Actor actor, RowQuery query, CancellationToken ct)
    {
        var found = await queries.QueryRowsAsync(actor, query, ct);
        return new RowSearchResult(found.Records, found.NextCursor, IsComplete: true);
    }

    private async Task<RowSearchResult> FilterAsync(Asked asked)
    {
        var wanted = asked.Query.Page.Limit;
        var found = new List<(PlacedRecord Row, string Cursor)>();
        var cursor = asked.Query.Page.Cursor;
        var window = Math.Max(wanted, 100);
        for (var seen = 0; seen < RowsMaximum; window = Math.Min(window * 4, StoreLimits.QueryMaximum))
        {
            var limit = Math.Min(window, RowsMaximum - seen);
            var query = asked.Query with { Page = new PageRequest(limit, cursor), HasCursorOfEach = true };
            var rows = await queries.QueryRowsAsync(asked.Actor, query, asked.Ct);
            seen += limit;
            cursor = rows.NextCursor;
            var values = await ReadValuesAsync(asked, rows.Records);
            found.AddRange(
                rows.Records.Zip(rows.Cursors)
                    .Where(r => FilterEvaluator.Matches(asked.Filter!, key => ValueOf(key, r.First.Record, values)))
            );
            // One more than wanted tells that the list goes on; it is looked at again for the next part.
            if (found.Count > wanted)
                return new RowSearchResult(
                    [.. found.Take(wanted).Select(f => f.Row)],
                    found[wanted - 1].Cursor,
                    IsComplete: true
                );
            if (cursor is null)
                break;
        }

        return new RowSearchResult([.. found.Select(f => f.Row)], cursor, IsComplete: true);
    }

    private async Task<RowSearchResult> SortAsync(Asked asked, string question)
    {
        var (query, sorts) = (asked.Query, asked.Query.Sorts);
        var hash = KeysetCursor.QuestionOf(asked.Actor, "computed", question);
        var after = query.Page.Cursor is { } text
            ? ReadPlace(KeysetCursor.Decode(text, query.DataSourceId, hash, sorts.Count + 1, query.Now))
            : null;
        var rows = new List<SortedRow>();
        string? cursor = null;
        var seen = 0;
        do
        {
            var window = query with { Sorts = [], Page = new PageRequest(StoreLimits.QueryMaximum, cursor) };
            var read = await queries.QueryRowsAsync(asked.Actor, window, asked.Ct);
            seen += StoreLimits.QueryMaximum;
            cursor = read.NextCursor;
            var values = await ReadValuesAsync(asked, read.Records);
            foreach (var row in read.Records)
            {
                if (
                    asked.Filter is null
                    || FilterEvaluator.Matches(asked.Filter, key => ValueOf(key, row.Record, values))
                )
                    rows.Add(new SortedRow(row, RowOrder.Keys(sorts, key => ValueOf(key, row.Record, values))));
            }
        } while (cursor is not null && seen < RowsMaximum);

        var order = Comparer<SortedRow>.Create((a, b) => Compare(a.Place, b.Place, sorts));
        SortedRow[] part =
        [
            .. rows.Where(r => after is null || Compare(r.Place, after, sorts) > 0)
                .Order(order)
                .Take(query.Page.Limit + 1),
        ];
        var next = part.Length > query.Page.Limit ? CursorAt(query, hash, part[query.Page.Limit - 1]) : null;
        return new RowSearchResult(
            [.. part.Take(query.Page.Limit).Select(r => r.Row)],
            next,
            IsComplete: cursor is null
        );
    }

    private Task<RowValues> ReadValuesAsync(Asked asked, IReadOnlyList<PlacedRecord> rows) =>
        _values.ReadAsync(
            asked.Actor,
            asked.Query.Schema,
            [.. rows.Select(r => r.Record)],
            asked.Computed,
            asked.Query.Now,
            asked.Ct
        );

    private static int Compare(Place a, Place b, IReadOnlyList<RowSort> sorts) =>
        RowOrder.Compare(a.Keys, b.Keys, sorts) is var order and not 0 ? order
        : a.Created.CompareTo(b.Created) is var time and not 0 ? time
        : a.Id.CompareTo(b.Id);

    private static string CursorAt(RowQuery query, ulong question, SortedRow row) =>
        new KeysetCursor(
            query.DataSourceId,
            question,
            query.Now,
            [.. row.Keys.Select(SortKeyText.Write), KeysetCursor.TimeKey(row.Place.Created)],
            row.Place.Id
        ).Encode();

    private static Place ReadPlace(KeysetCursor cursor)
    {
        var keys = new SortKey[cursor.Keys.Count - 1];
        for (var i = 0; i < keys.Length; i++)
        {
            if (!SortKeyText.TryRead(cursor.Keys[i], out keys[i]))
                throw KeysetCursor.NotOurs();
        }

        return new Place(keys, cursor.TimeAt(keys.Length), cursor.LastId);
    }

    /// <summary>What is asked, once taken apart.</summary>
    /// <param name="Actor">Who asks.</param>
    /// <param name="Query">What the store is asked.</param>
    /// <param name="Filter">The conditions that are computed; null for none.</param>
    /// <param name="Computed">The properties to compute.</param>
    /// <param name="Ct">Cancels the search.</param>
    private sealed record Asked(
        Actor Actor,
        RowQuery Query,
        RowFilter? Filter,
        IReadOnlySet<string> Computed,
        CancellationToken Ct
    );

    private sealed record Place(IReadOnlyList<SortKey> Keys, DateTimeOffset Created, Guid Id);

    private sealed record SortedRow(PlacedRecord Row, IReadOnlyList<SortKey> Keys)
    {
        public Place Place { get; } = new(Keys, Row.Record.CreatedTime, Row.Record.Pointer.Id);
    }
}

/// <summary>A part of the rows that a query asks for.</summary>
/// <param name="Rows">The rows in the query's order.</param>
/// <param name="NextCursor">Where the next part begins; null at the end.</param>
/// <param name="IsComplete">False: there were more rows than can be put into an order here.</param>
internal sealed record RowSearchResult(IReadOnlyList<PlacedRecord> Rows, string? NextCursor, bool IsComplete);
