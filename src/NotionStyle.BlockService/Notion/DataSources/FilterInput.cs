using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.Errors;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>
/// Reads the filter of a query: a condition on a property (by name or id) or on a time stamp, or <c>and</c> and <c>or</c> over them, two levels deep as the API has it. What the
/// conditions of each type are is said by <see cref="FilterConditions" />.
/// </summary>
/// <param name="schema">The data source's schema.</param>
/// <param name="me">Who <c>me</c> is.</param>
/// <param name="now">What <c>today</c> and <c>past_week</c> are counted from.</param>
internal sealed class FilterInput(DataSourceSchema schema, Guid me, DateTimeOffset now)
{
    /// <summary>Comparisons in one filter; a list of values makes one for each.</summary>
    public const int ComparisonsMaximum = 500;

    private const int LevelsMaximum = 2;

    private readonly FilterConditions _conditions = new(me, now);
    private int _count;

    /// <summary>Reads the filter.</summary>
    /// <exception cref="BlockStoreException">It is none, or not of this schema; the message says what and where.</exception>
    public RowFilter Read(Input filter) => Read(filter, level: 1);

    private RowFilter Read(Input filter, int level)
    {
        filter.Object();
        foreach (var name in (ReadOnlySpan<string>)["and", "or"])
        {
            if (!filter[name].IsGiven)
                continue;
            filter.Object(name);
            if (level > LevelsMaximum)
                throw BlockStoreException.Invalid(
                    $"body failed validation: {filter.Place} is nested {level} levels deep; compound filters go {LevelsMaximum} levels deep. Put its conditions into the level above."
                );
            RowFilter[] filters =
            [
                .. filter[name].Items(NotionLimits.ArrayMaximum).Select(item => Read(item, level + 1)),
            ];
            // Nothing is asked for by no conditions, whatever would combine them.
            return name == "and" || filters.Length == 0 ? new RowFilter.And(filters) : new RowFilter.Or(filters);
        }

        var condition = filter["timestamp"].IsGiven ? ReadTimestamp(filter) : ReadProperty(filter);
        Count(condition);
        return _count <= ComparisonsMaximum
            ? condition
            : throw BlockStoreException.Invalid(
                $"body failed validation: body.filter compares more than {ComparisonsMaximum} times. Ask with fewer conditions or values."
            );
    }

    private void Count(RowFilter filter)
    {
        switch (filter)
        {
            case RowFilter.And { Filters: var filters }:
                _count += filters.Count;
                break;
            case RowFilter.Or { Filters: var filters }:
                _count += filters.Count;
                break;
            default:
                _count++;
                break;
        }
    }

    private RowFilter ReadTimestamp(Input filter)
    {
        var stamp = filter["timestamp"].Choice("created_time", "last_edited_time");
        filter.Object("timestamp", "type", stamp);
        CheckType(filter, stamp);
        RowKey key = stamp == "created_time" ? new RowKey.CreatedTime() : new RowKey.LastEditedTime();
        return _conditions.Read(key, "date", filter[stamp], null);
    }

    private RowFilter ReadProperty(Input filter)
    {
        var property = Find(schema, filter["property"]);
        var (type, value) = Type(filter);
        CheckType(filter, type);
        if (!IsTypeOf(property.Type, type))
            throw BlockStoreException.Invalid($"database property {property.Type.Name()} does not match filter {type}");
        var key = new RowKey.Property(property);
        return property.Type switch
        {
            PropertyType.Formula => ReadFormula(key, value),
            PropertyType.Rollup => ReadRollup(key, value),
            _ => _conditions.Read(key, type, value, null),
        };
    }

    /// <summary>The property that is meant by name or id.</summary>
    public static PropertyDefinition Find(DataSourceSchema schema, Input name)
    {
        var text = name.Text(1_000);
        return schema.Find(text)
            ?? throw BlockStoreException.Invalid($"Could not find property with name or id: {Quote.Shorten(text)}");
    }

    /// <summary>The member that names the type and holds the condition: the one besides <c>property</c> and <c>type</c>.</summary>
    private static (string Type, Input Value) Type(Input filter)
    {
        (string Type, Input Value)? found = null;
        foreach (var (name, value) in filter.Members())
        {
            if (name is "property" or "type")
                continue;
            if (!FilterConditions.Types.Contains(name))
                throw value.Refuse(
                    $"not present (known are property, type, {string.Join(", ", FilterConditions.Types)})"
                );
            if (found is not null)
                throw value.Refuse($"not present beside {found.Value.Type}");
            found = (name, value);
        }

        return found ?? throw filter.Refuse($"an object with one of {string.Join(", ", FilterConditions.Types)}");
    }

    private static void CheckType(Input filter, string type)
    {
        if (filter["type"].HasValue)
            filter["type"].Choice(type);
    }

    /// <summary>
    /// A filter goes with the type that it is named after. Besides, the API takes <c>rich_text</c> for every kind of text, <c>date</c> for times and <c>people</c> for
    /// who made or changed a row.
    /// </summary>
    private static bool IsTypeOf(PropertyType property, string filter) =>
        property.Name() == filter
        || filter switch
        {
            "title" or "rich_text" or "url" or "email" or "phone_number" => property
                is PropertyType.Title
                    or PropertyType.RichText
                    or PropertyType.Url
                    or PropertyType.Email
                    or PropertyType.PhoneNumber,
            "date" => property is PropertyType.CreatedTime or PropertyType.LastEditedTime,
            "people" => property is PropertyType.CreatedBy or PropertyType.LastEditedBy,
            _ => false,
        };

    private RowFilter ReadFormula(RowKey key, Input formula)
    {
        var (name, value) = Only(formula, "string", "checkbox", "number", "date");
        return _conditions.Read(key, name == "string" ? "rich_text" : name, value, null);
    }

    private RowFilter ReadRollup(RowKey key, Input rollup)
    {
        var (name, value) = Only(rollup, "any", "every", "none", "number", "date");
        RollupQuantifier? quantifier = name switch
        {
            "any" => RollupQuantifier.Any,
            "every" => RollupQuantifier.Every,
            "none" => RollupQuantifier.None,
            _ => null,
        };
        if (quantifier is null)
            return _conditions.Read(key, name, value, null);
        var (type, condition) = Only(
            value,
            "rich_text",
            "number",
            "checkbox",
            "select",
            "multi_select",
            "relation",
            "date",
            "people",
            "files",
            "status"
        );
        return _conditions.Read(key, type, condition, quantifier);
    }

    /// <summary>The one member of an object that may have one of a few.</summary>
    internal static (string Name, Input Value) Only(Input input, params ReadOnlySpan<string> known)
    {
        input.Object(known);
        var members = input.Members().ToList();
        return members.Count == 1
            ? members[0]
            : throw input.Refuse($"an object with exactly one of {string.Join(", ", known.ToArray())}");
    }
}
