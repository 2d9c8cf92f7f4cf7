using System.Text.Json;

namespace NotionStyle.Lab.Client;

/// <summary>A workspace and the token that opens it.</summary>
internal sealed record Workspace(Guid Id, string Name, Guid OwnerId, string Token, int LogicalShard);

/// <summary>What became of a transaction.</summary>
/// <param name="Id">The transaction.</param>
/// <param name="Duplicate">Whether it had been committed before, so that an earlier answer was lost.</param>
/// <param name="Versions">The records that it changed.</param>
internal sealed record Committed(Guid Id, bool Duplicate, IReadOnlyDictionary<Guid, long> Versions);

/// <summary>A record as the service shows it. Properties and format are raw JSON: most readers only compare or copy them.</summary>
internal sealed record RemoteRecord
{
    public required string Table { get; init; }
    public required Guid Id { get; init; }
    public Guid SpaceId { get; init; }
    public required string Type { get; init; }
    public string? Properties { get; init; }
    public string? Format { get; init; }
    public IReadOnlyList<Guid> Content { get; init; } = [];
    public Guid? ParentId { get; init; }
    public string? ParentTable { get; init; }
    public bool Alive { get; init; }
    public long Version { get; init; }

    /// <summary>Levels below the page that was read.</summary>
    public int Depth { get; init; }

    public static RemoteRecord Read(JsonElement value, int depth) =>
        new()
        {
            Table = value.Text("table") ?? "",
            Id = value.Id("id") ?? Guid.Empty,
            SpaceId = value.Id("space_id") ?? Guid.Empty,
            Type = value.Text("type") ?? "",
            Properties = value.Member("properties")?.GetRawText(),
            Format = value.Member("format")?.GetRawText(),
            Content = [.. value.Items("content").Select(e => e.GetGuid())],
            ParentId = value.Id("parent_id"),
            ParentTable = value.Text("parent_table"),
            Alive = value.Flag("alive"),
            Version = value.Integer("version") ?? 0,
            Depth = depth,
        };
}

/// <summary>A part of a page.</summary>
internal sealed record RemoteChunk(IReadOnlyList<RemoteRecord> Records, string? NextCursor);

/// <summary>One answer of the version sync.</summary>
internal sealed record SyncAnswer(Guid Id, string Status, RemoteRecord? Value);

/// <summary>One hit of search.</summary>
internal sealed record FoundBlock(
    Guid BlockId,
    string Type,
    Guid PageId,
    string PageTitle,
    IReadOnlyList<(string Text, bool IsMatch)> Highlights
);
