using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Queries;

/// <summary>One statement for a query of rows: <see cref="RecordSql.Columns" />, then the keys of the order.</summary>
/// <remarks>
/// Two shapes, because the server knows little of what JSON holds and would guess between them. Without sorts and without a condition that an index answers, rows are taken from the
/// index of rows in the order in which they were made, and reading stops at the limit. Otherwise the rows that satisfy the filter are found first (<c>OFFSET 0</c> keeps the
/// order out of that question, so that no walk through all rows in their order stands in for the index of properties) and the least of them are kept: linear in the rows at worst.
/// </remarks>
/// <param name="Text">The statement.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="KeyKinds">What the keys are, a column each behind the record's.</param>
internal sealed record RowSql(
    string Text,
    IReadOnlyList<NpgsqlParameter> Parameters,
    IReadOnlyList<RowKeyKind> KeyKinds
)
{
    private const string Row = RowValueSql.Row;

    /// <summary>Puts a query into SQL.</summary>
    /// <param name="schema">The shard's schema.</param>
    /// <param name="spaceId">The workspace.</param>
    /// <param name="query">The query.</param>
    /// <param name="sorts">Its sorts, as <see cref="SortsOf" /> has them.</param>
    /// <param name="cursor">Where the part before ended.</param>
    public static RowSql Of(
        string schema,
        Guid spaceId,
        RowQuery query,
        IReadOnlyList<RowSort> sorts,
        KeysetCursor? cursor
    )
    {
        var parameters = new SqlParameters();
        var values = new RowValueSql(parameters);
        var keys = sorts.Select(s => values.SortKeyOf(s.Key)).ToList();
        var where =
            $"{Row}.space_id = {parameters.Id(spaceId)} AND {Row}.parent_table = '{RecordTable.Collection.Name()}' AND {Row}.parent_id = {parameters.Id(query.DataSourceId)} AND {(query.IsTrashed ? "NOT " : "")}{Row}.alive";
        if (query.Filter is not null)
            where += $" AND {new RowFilterSql(parameters).Of(query.Filter)}";
        var columns = string.Join(", ", RecordSql.Columns.Split(", ").Select(c => $"{Row}.{c}"));
        var names = string.Concat(keys.Select((_, i) => $", {Row}.key{i}"));
        var after = cursor is null ? null : After(parameters, sorts, keys, cursor);
        var order = string.Concat(
            sorts.Select((s, i) => $"{Row}.key{i}{(s.IsDescending ? " DESC" : "")} NULLS LAST, ")
        );
        var limit = parameters.Integer(query.Page.Limit + 1);
        var isFenced = sorts.Count > 0 || (query.Filter is not null && IsIndexed(query.Filter));
        var text = isFenced
            ? $"""
                SELECT {columns}{names} FROM (
                    SELECT {columns}{string.Concat(keys.Select((k, i) => $", {k.Sql} AS key{i}"))}
                    FROM {schema}.block {Row} WHERE {where} OFFSET 0
                ) {Row}
                {(after is null ? "" : $"WHERE {after}")}
                ORDER BY {order}{Row}.created_time, {Row}.id LIMIT {limit}
                """
            : $"""
                SELECT {columns} FROM {schema}.block {Row}
                WHERE {where} {(after is null ? "" : $"AND {after}")}
                ORDER BY {Row}.created_time, {Row}.id LIMIT {limit}
                """;
        return new RowSql(text, parameters.All, [.. keys.Select(k => k.Kind)]);
    }

    /// <summary>The sorts that decide anything: a key that came before does not, and behind the time at which rows were made, on which their order ends anyway, hardly any does.</summary>
    public static IReadOnlyList<RowSort> SortsOf(IReadOnlyList<RowSort> sorts)
    {
        var kept = new List<RowSort>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sort in sorts)
        {
            var name = sort.Key is RowKey.Property { Definition: var property } ? property.Id : sort.Key.GetType().Name;
            if (seen.Add(name))
                kept.Add(sort);
        }

        if (
            kept
            is [
                ..,
                {
                    IsDescending: false,
                    Key: RowKey.CreatedTime or RowKey.Property { Definition.Type: PropertyType.CreatedTime }
                },
            ]
        )
            kept.RemoveAt(kept.Count - 1);
        return kept;
    }

    /// <summary>Whether the index of properties can find the rows: a containment that has to hold, or one of a few.</summary>
    private static bool IsIndexed(RowFilter filter) =>
        filter switch
        {
            RowFilter.And and => and.Filters.Any(IsIndexed),
            RowFilter.Or or => or.Filters.Count > 0 && or.Filters.All(IsIndexed),
            RowFilter.Condition { Key: RowKey.Property { Definition.Type: var type } } condition =>
                condition.Operand switch
                {
                    FilterOperand.Flag { IsTrue: var isTrue } => isTrue
                        == (condition.Operator == FilterOperator.Equals),
                    FilterOperand.Text => condition.Operator == FilterOperator.Equals
                        && (
                            type.HasOptions()
                            || type is PropertyType.Url or PropertyType.Email or PropertyType.PhoneNumber
                        ),
                    FilterOperand.Option or FilterOperand.Id => condition.Operator
                        is FilterOperator.Equals
                            or FilterOperator.Contains
                        && type is not (PropertyType.CreatedBy or PropertyType.LastEditedBy),
                    _ => false,
                },
            _ => false,
        };

    /// <summary>What comes behind the cursor's record: behind it by the first key, or level with it by the first and behind it by the second, and so on. No value comes last.</summary>
    private static string After(
        SqlParameters parameters,
        IReadOnlyList<RowSort> sorts,
        List<(string Sql, RowKeyKind Kind)> keys,
        KeysetCursor cursor
    )
    {
        var after =
            $"({Row}.created_time, {Row}.id) > ({parameters.Time(cursor.TimeAt(sorts.Count))}, {parameters.Id(cursor.LastId)})";
        for (var i = sorts.Count - 1; i >= 0; i--)
        {
            var key = $"{Row}.key{i}";
            if (cursor.Keys[i] is not { } text)
            {
                after = $"({key} IS NULL AND {after})";
                continue;
            }

            var value = RowKeyText.Parameter(parameters, keys[i].Kind, text);
            var past = $"{key} {(sorts[i].IsDescending ? "<" : ">")} {value}";
            after = $"({past} OR {key} IS NULL OR ({key} = {value} AND {after}))";
        }

        return after;
    }
}
