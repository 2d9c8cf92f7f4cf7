using System.Collections.Frozen;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Docs;

/// <summary>Whose token an endpoint takes.</summary>
internal enum Access
{
    Workspace,
    Admin,
    Either,
}

/// <summary>The page of an endpoint in the OpenAPI document; metadata of the endpoint itself.</summary>
/// <param name="OperationId">The name for generated clients.</param>
/// <param name="Tag">The group that it is shown in.</param>
/// <param name="Summary">One line.</param>
/// <param name="Description">What a caller has to know beyond it; Markdown.</param>
internal sealed record EndpointDoc(string OperationId, string Tag, string Summary, string Description)
{
    public Access Access { get; init; }

    /// <summary>Whether it is part of the Notion API: the request needs the header <c>Notion-Version</c>, and its rate is limited.</summary>
    public bool IsNotionApi { get; init; }

    /// <summary>What the segments of the path are that are no UUIDs, by their names.</summary>
    public IReadOnlyDictionary<string, Schema> PathValues { get; init; } = FrozenDictionary<string, Schema>.Empty;

    public QueryShape Query { get; init; } = QueryShape.Empty;

    /// <summary>The body of the request; null when it has none.</summary>
    public Schema? Body { get; init; }

    /// <summary>The media type of the body.</summary>
    public string BodyType { get; init; } = "application/json";

    /// <summary>An example of the body, as JSON.</summary>
    public string? BodyExample { get; init; }

    /// <summary>The body of a 200.</summary>
    public required Schema Answer { get; init; }

    /// <summary>An example of the answer, as JSON.</summary>
    public required string AnswerExample { get; init; }

    /// <summary>Statuses of refusals beyond those that every endpoint has.</summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];
}
