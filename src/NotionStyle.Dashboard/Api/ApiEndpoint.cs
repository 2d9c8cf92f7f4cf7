namespace NotionStyle.Dashboard.Api;

/// <summary>A parameter of an endpoint.</summary>
/// <param name="Name">Its name in the query.</param>
/// <param name="Meaning">What it does, with its form and default.</param>
internal sealed record ApiParameter(string Name, string Meaning);

/// <summary>An endpoint of the API: what it answers, what it takes, and how. The page, the OpenAPI document and the checks of parameters come from this one declaration.</summary>
/// <param name="Path">Below <c>/api/v1</c>.</param>
/// <param name="Meaning">What it answers.</param>
/// <param name="Parameters">The parameters of its query.</param>
/// <param name="Answer">Reads the parameters and gives what asks; that gives null when there is no such thing. Nothing is asked while a parameter is wrong.</param>
internal sealed record ApiEndpoint(
    string Path,
    string Meaning,
    IReadOnlyList<ApiParameter> Parameters,
    Func<HttpContext, ApiQuery, Func<Task<object?>>> Answer
);
