using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Queries;

namespace NotionStyle.Blocks.Postgres.Queries;

/// <summary>
/// The values of a row's properties as SQL: what <see cref="DataSources.Values.StoredValue" /> reads, read by the server. NULL is no value. Stored JSON may be anything, so every cast stands
/// behind a test of what it gets, and nothing here fails.
/// </summary>
/// <param name="parameters">Where ids of properties and options go.</param>
internal sealed class RowValueSql(SqlParameters parameters)
{
    /// <summary>The rows' alias.</summary>
    public const string Row = "r";

    // Below the half of the least double a number is 0, from here on it is none; a cast would refuse both.
    private const string NumberLeast = "2.4703282292062328e-324";
    private const string NumberPast = "1.7976931348623158079e308";

    private const string IdPattern = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";

    private const string DatePattern =
        "^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?([.][0-9]{1,9})?([Zz]|[+-][0-9]{2}:?[0-9]{2}))?$";

    private readonly Dictionary<string, string> _ranks = new(StringComparer.Ordinal);

    /// <summary>Whether a row has a value; never NULL.</summary>
    public string IsPresent(PropertyDefinition property)
    {
        var stored = Stored(property);
        return property.Type switch
        {
            PropertyType.Select or PropertyType.Status => $"COALESCE({Ranks(property)} ? {String(stored)}, false)",
            PropertyType.MultiSelect =>
                $"COALESCE(jsonb_typeof({stored}) = 'array' AND {stored} ?| {parameters.Texts([.. property.Options.Select(o => o.Id)])}, false)",
            PropertyType.People or PropertyType.Relation => Any(stored, IsId),
            PropertyType.Files => Any(stored, IsFile),
            PropertyType.Checkbox
            or PropertyType.CreatedTime
            or PropertyType.LastEditedTime
            or PropertyType.CreatedBy
            or PropertyType.LastEditedBy => "true",
            _ => $"({Single(property)}) IS NOT NULL",
        };
    }

    /// <summary>The text, number, date (microseconds since 1970) or stamp of a property that has one value; NULL for none.</summary>
    public string Single(PropertyDefinition property)
    {
        var stored = Stored(property);
        return property.Type switch
        {
            PropertyType.Title or PropertyType.RichText => RichText(stored),
            PropertyType.Url or PropertyType.Email or PropertyType.PhoneNumber => $"NULLIF({String(stored)}, '')",
            PropertyType.Number or PropertyType.UniqueId => Number(stored),
            PropertyType.Date => Date(stored),
            PropertyType.CreatedTime => $"{Row}.created_time",
            PropertyType.LastEditedTime => $"{Row}.last_edited_time",
            PropertyType.CreatedBy => $"{Row}.created_by",
            PropertyType.LastEditedBy => $"{Row}.last_edited_by",
            _ => throw new ArgumentException($"A {property.Type.Name()} has no single value that is stored."),
        };
    }

    /// <summary>What rows are ordered by, as <see cref="SortKey" /> says; NULL for no value.</summary>
    public (string Sql, RowKeyKind Kind) SortKeyOf(RowKey key)
    {
        if (key is RowKey.CreatedTime)
            return ($"{Row}.created_time", RowKeyKind.Time);
        if (key is not RowKey.Property { Definition: var property })
            return ($"{Row}.last_edited_time", RowKeyKind.Time);
        var stored = Stored(property);
        return property.Type switch
        {
            PropertyType.Title
            or PropertyType.RichText
            or PropertyType.Url
            or PropertyType.Email
            or PropertyType.PhoneNumber => (Folded(Single(property)), RowKeyKind.Text),
            PropertyType.Number or PropertyType.UniqueId => (Single(property), RowKeyKind.Number),
            PropertyType.Checkbox => ($"COALESCE({stored} = 'true'::jsonb, false)::int::float8", RowKeyKind.Number),
            PropertyType.Select or PropertyType.Status => (
                $"({Ranks(property)} -> {String(stored)})::float8",
                RowKeyKind.Number
            ),
            PropertyType.MultiSelect => (
                First(
                    stored,
                    item => $"({Ranks(property)} -> ({item} #>> '{{}}'))::float8",
                    item => $"jsonb_typeof({item}) = 'string' AND {Ranks(property)} ? ({item} #>> '{{}}')"
                ),
                RowKeyKind.Number
            ),
            PropertyType.Date => (Single(property), RowKeyKind.Integer),
            PropertyType.People or PropertyType.Relation => (
                First(stored, item => $"({item} #>> '{{}}')::uuid", IsId),
                RowKeyKind.Id
            ),
            PropertyType.Files => (Folded($"NULLIF({First(stored, FileName, IsFile)}, '')"), RowKeyKind.Text),
            PropertyType.CreatedTime or PropertyType.LastEditedTime => (Single(property), RowKeyKind.Time),
            PropertyType.CreatedBy or PropertyType.LastEditedBy => (Single(property), RowKeyKind.Id),
            _ => throw new ArgumentException($"Rows are not ordered by a {property.Type.Name()} in the store."),
        };
    }

    private string Stored(PropertyDefinition property) => $"({Row}.properties -> {parameters.Text(property.Id)})";

    private static string Folded(string text) => $"""lower(left({text}, {TextFold.SortLength})) COLLATE "C" """;

    private static string String(string stored) =>
        $"CASE jsonb_typeof({stored}) WHEN 'string' THEN {stored} #>> '{{}}' END";

    private static string Number(string stored) =>
        $"""
            CASE jsonb_typeof({stored}) WHEN 'number' THEN CASE
                WHEN abs({stored}::numeric) >= {NumberPast} THEN NULL
                WHEN abs({stored}::numeric) <= {NumberLeast} THEN 0
                ELSE {stored}::float8
            END END
            """;

    /// <summary>The text of the runs, one after the other. Nearly every text is one run, which needs no query of its own.</summary>
    private static string RichText(string stored) =>
        $"""
            CASE jsonb_typeof({stored}) WHEN 'array' THEN CASE
                WHEN jsonb_array_length({stored}) = 1 AND jsonb_typeof({stored} -> 0) = 'array' AND jsonb_typeof({stored} -> 0 -> 0) = 'string'
                    THEN NULLIF({stored} -> 0 ->> 0, '')
                ELSE (
                    SELECT NULLIF(string_agg(run ->> 0, '' ORDER BY place), '')
                    FROM jsonb_array_elements({stored}) WITH ORDINALITY AS runs (run, place)
                    WHERE jsonb_typeof(run) = 'array' AND jsonb_typeof(run -> 0) = 'string'
                )
            END END
            """;

    /// <summary>When a date begins. What is said to be its end has to be one, too.</summary>
    private static string Date(string stored)
    {
        var (start, end) = (String($"({stored} -> 'start')"), String($"({stored} -> 'end')"));
        return $"""
            CASE WHEN jsonb_typeof({stored}) = 'object' AND (
                COALESCE(jsonb_typeof({stored} -> 'end'), 'null') = 'null'
                OR (length({start}) = 10) = (length({end}) = 10) AND ({Moment(end)}) IS NOT NULL
            ) THEN {Moment(start)} END
            """;
    }

    /// <summary>Microseconds since 1970 of a text; NULL when it is no day and no moment with an offset.</summary>
    private static string Moment(string text) =>
        $"""
            (
                SELECT CASE WHEN extract(month FROM day) = month AND abs(minutes) <= 840 AND at BETWEEN -62135596800000000 AND 253402300799999999 THEN at END
                FROM (
                    SELECT day, month, minutes, (day - DATE '1970-01-01') * 86400000000::bigint + of_day - minutes * 60000000::bigint AS at
                    FROM (
                        SELECT
                            make_date(substr(t, 1, 4)::int, substr(t, 6, 2)::int, 1) + (substr(t, 9, 2)::int - 1) AS day,
                            substr(t, 6, 2)::int AS month,
                            CASE WHEN length(t) = 10 THEN 0 ELSE
                                (substr(t, 12, 2)::int * 3600 + substr(t, 15, 2)::int * 60 + CASE WHEN substr(t, 17, 1) = ':' THEN substr(t, 18, 2)::int ELSE 0 END) * 1000000::bigint
                                + COALESCE(rpad(substring(t FROM '[.]([0-9]{"{1,6}"})'), 6, '0')::int, 0)
                            END AS of_day,
                            CASE WHEN length(t) = 10 OR right(t, 1) IN ('Z', 'z') THEN 0 ELSE
                                (substr(zone, 2, 2)::int * 60 + right(zone, 2)::int) * CASE left(zone, 1) WHEN '-' THEN -1 ELSE 1 END
                            END AS minutes
                        FROM (
                            SELECT t, substring(t FROM '[+-][0-9]{"{2}"}:?[0-9]{"{2}"}$') AS zone
                            FROM (SELECT {text} AS t OFFSET 0) text WHERE t ~ '{DatePattern}' OFFSET 0
                        ) parts OFFSET 0
                    ) numbers OFFSET 0
                ) moment
            )
            """;

    private static string Any(string stored, Func<string, string> condition) =>
        $"CASE jsonb_typeof({stored}) WHEN 'array' THEN EXISTS (SELECT FROM jsonb_array_elements({stored}) AS items (item) WHERE {condition("item")}) ELSE false END";

    private static string First(string stored, Func<string, string> value, Func<string, string> condition) =>
        $"""
            CASE jsonb_typeof({stored}) WHEN 'array' THEN (
                SELECT {value("item")} FROM jsonb_array_elements({stored}) WITH ORDINALITY AS items (item, place)
                WHERE {condition("item")} ORDER BY place LIMIT 1
            ) END
            """;

    private static string IsId(string item) =>
        $"jsonb_typeof({item}) = 'string' AND ({item} #>> '{{}}') ~ '{IdPattern}' AND ({item} #>> '{{}}') <> '{Guid.Empty}'";

    private static string IsFile(string item) =>
        $"(jsonb_typeof({item}) = 'object' AND (jsonb_typeof({item} -> 'url') = 'string' OR ({IsId($"({item} -> 'file_upload_id')")})))";

    private static string FileName(string item) =>
        $"COALESCE({String($"({item} -> 'name')")}, {String($"({item} -> 'url')")}, {item} ->> 'file_upload_id')";

    /// <summary>The options and their ranks as one object, in which the server looks an option up.</summary>
    private string Ranks(PropertyDefinition property)
    {
        if (_ranks.TryGetValue(property.Id, out var place))
            return place;
        var ranks = new JsonObject();
        for (var rank = 0; rank < property.Options.Count; rank++)
            ranks.TryAdd(property.Options[rank].Id, rank);
        return _ranks[property.Id] = parameters.Json(ranks.ToJsonString());
    }
}

/// <summary>What a key of an order is on the server.</summary>
internal enum RowKeyKind
{
    /// <summary>float8</summary>
    Number,

    /// <summary>bigint</summary>
    Integer,

    /// <summary>text, in the order of the collation "C"</summary>
    Text,

    /// <summary>timestamptz</summary>
    Time,

    /// <summary>uuid</summary>
    Id,
}
