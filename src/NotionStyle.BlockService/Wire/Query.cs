using NotionStyle.Blocks.Errors;

namespace NotionStyle.BlockService.Wire;

/// <summary>Every parameter that the query string of an endpoint may have.</summary>
internal sealed class QueryShape(params Field[] fields)
{
    public static QueryShape Empty { get; } = new();

    public IReadOnlyList<Field> Fields { get; } = fields;

    /// <summary>Refuses parameters that are unknown, and those that are given twice and are no list: which one would count?</summary>
    public void Check(HttpRequest request)
    {
        if (!request.QueryString.HasValue)
            return;
        foreach (var (name, values) in request.Query)
        {
            if (Fields.FirstOrDefault(f => f.Name == name) is not { } field)
                throw BlockStoreException.Invalid(
                    $"{Quote.Short(name)} is not a query parameter here; "
                        + (
                            Fields.Count == 0
                                ? "there are none."
                                : $"known are {string.Join(", ", Fields.Select(f => f.Name))}."
                        )
                );
            if (values.Count > 1 && field is not RepeatedField)
                throw BlockStoreException.Invalid($"{name} is given {values.Count} times; give it once.");
        }
    }
}

/// <summary>Reads query parameters. <see cref="QueryShape.Check" /> has been called by then.</summary>
internal static class QueryExtensions
{
    public static T Get<T>(this IQueryCollection query, Field<T> field) =>
        field.Read(
            query.TryGetValue(field.Name, out var values) ? new RawValue(default, values.ToString()) : null,
            field.Name
        );

    /// <summary>The values of a parameter that may be given several times, in their order; none when it is not given.</summary>
    public static IReadOnlyList<string> Get(this IQueryCollection query, RepeatedField field) =>
        query.TryGetValue(field.Name, out var values) ? field.Read(values) : [];

    /// <summary>The id that is a segment of the path.</summary>
    public static Guid PathId(this HttpContext context, string name)
    {
        var text = context.Request.RouteValues[name] as string;
        return Ids.TryParse(text, out var id)
            ? id
            : throw BlockStoreException.Invalid(
                $"{name} in the path must be a UUID, with or without dashes, and not all zeros; it is {Quote.Short(text)}."
            );
    }
}
