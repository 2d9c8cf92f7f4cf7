using System.Buffers;
using System.Text.Json;
using NotionStyle.Blocks;

namespace NotionStyle.Lab.Client;

/// <summary>The block service's HTTP interface, as one workspace's token sees it.</summary>
internal sealed class BlockClient(ApiTransport transport, string? token) : IDisposable
{
    public ApiTransport Transport => transport;

    /// <summary>The workspace's token; null before there is one.</summary>
    public string? Token => token;

    public static BlockClient Connect(Uri address, string? token, RetryPolicy policy) =>
        new(new ApiTransport(ApiTransport.DefaultHandler(), address, policy, TimeProvider.System), token);

    /// <summary>Makes a workspace. A lost answer leaves an empty one behind that nobody has a token for, which harms nothing.</summary>
    public async Task<Workspace> CreateWorkspaceAsync(
        string adminToken,
        string name,
        string ownerName,
        CancellationToken ct
    )
    {
        var body = Json(w =>
        {
            w.WriteString("name", name);
            w.WriteString("owner_name", ownerName);
        });
        using var answer = await transport.SendAsync(HttpMethod.Post, "/v1/workspaces", adminToken, body, ct);
        var root = answer.RootElement;
        return new Workspace(
            root.Id("id") ?? throw Unexpected("a workspace"),
            root.Text("name") ?? name,
            root.Member("owner")?.Id("id") ?? Guid.Empty,
            root.Text("token") ?? throw Unexpected("a token"),
            (int)(root.Integer("logical_shard") ?? -1)
        );
    }

    /// <summary>Commits a transaction. Whatever happens on the way, it has its effect once or, when this throws, perhaps.</summary>
    public async Task<Committed> CommitAsync(OutgoingTransaction transaction, CancellationToken ct)
    {
        using var answer = await transport.SendAsync(HttpMethod.Post, "/v1/transactions", token, transaction.Body, ct);
        var root = answer.RootElement;
        var versions = new Dictionary<Guid, long>();
        foreach (var record in root.Items("records"))
            versions[record.Id("id") ?? Guid.Empty] = record.Integer("version") ?? 0;
        return new Committed(transaction.Id, root.Flag("duplicate"), versions);
    }

    /// <summary>One part of a page.</summary>
    public async Task<RemoteChunk> ReadChunkAsync(Guid pageId, int limit, string? cursor, CancellationToken ct)
    {
        var path =
            $"/v1/pages/{pageId}/chunk?limit={limit}"
            + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor));
        using var answer = await transport.SendAsync(HttpMethod.Get, path, token, null, ct);
        var root = answer.RootElement;
        var records = new List<RemoteRecord>();
        foreach (var item in root.Items("records"))
        {
            if (item.Member("value") is { } value)
                records.Add(RemoteRecord.Read(value, (int)(item.Integer("depth") ?? 0)));
        }

        return new RemoteChunk(records, root.Flag("has_more") ? root.Text("next_cursor") : null);
    }

    /// <summary>A page to its end.</summary>
    public async Task<List<RemoteRecord>> ReadPageAsync(Guid pageId, int limit, CancellationToken ct)
    {
        var records = new List<RemoteRecord>();
        string? cursor = null;
        do
        {
            var chunk = await ReadChunkAsync(pageId, limit, cursor, ct);
            records.AddRange(chunk.Records);
            if (chunk.NextCursor is not null && (chunk.Records.Count == 0 || chunk.NextCursor == cursor))
                throw new LabException($"Reading page {pageId} does not come to an end: a chunk had no records.");
            cursor = chunk.NextCursor;
        } while (cursor is not null);

        return records;
    }

    /// <summary>Asks for what is newer than the versions given; at most <see cref="StoreLimits.SyncMaximum" /> records.</summary>
    public async Task<IReadOnlyList<SyncAnswer>> SyncAsync(
        string table,
        IEnumerable<(Guid Id, long Version)> known,
        CancellationToken ct
    )
    {
        var body = Json(w =>
        {
            w.WriteStartArray("records");
            foreach (var (id, version) in known)
            {
                w.WriteStartObject();
                w.WriteString("table", table);
                w.WriteString("id", id);
                w.WriteNumber("version", version);
                w.WriteEndObject();
            }

            w.WriteEndArray();
        });
        using var answer = await transport.SendAsync(HttpMethod.Post, "/v1/sync", token, body, ct);
        return
        [
            .. answer
                .RootElement.Items("results")
                .Select(r => new SyncAnswer(
                    r.Id("id") ?? Guid.Empty,
                    r.Text("status") ?? "",
                    r.Member("value") is { } value ? RemoteRecord.Read(value, 0) : null
                )),
        ];
    }

    /// <summary>The workspace of the token.</summary>
    public async Task<Guid> WorkspaceIdAsync(CancellationToken ct)
    {
        Guid me;
        using (var answer = await transport.SendAsync(HttpMethod.Get, "/v1/members/me", token, null, ct))
        {
            if (answer.RootElement.Id("space_id") is { } named)
                return named;
            me = answer.RootElement.Id("id") ?? throw Unexpected("the id of the member");
        }

        // The member's own record names the workspace.
        var records = await SyncAsync("notion_user", [(me, -1)], ct);
        return records is [{ Value: { } member }] ? member.SpaceId : throw Unexpected("the member's record");
    }

    /// <summary>The workspace's root pages, in order.</summary>
    public async Task<IReadOnlyList<Guid>> RootPagesAsync(Guid spaceId, CancellationToken ct)
    {
        var answers = await SyncAsync("space", [(spaceId, -1)], ct);
        return answers.Count > 0 && answers[0].Value is { } space
            ? space.Content
            : throw new LabException($"Workspace {spaceId} cannot be read with this token; check --token.");
    }

    /// <summary>Searches the workspace.</summary>
    public async Task<(IReadOnlyList<FoundBlock> Hits, bool HasMore)> SearchAsync(
        string query,
        int limit,
        CancellationToken ct
    )
    {
        var body = Json(w =>
        {
            w.WriteString("query", query);
            w.WriteNumber("limit", limit);
        });
        using var answer = await transport.SendAsync(HttpMethod.Post, "/v1/search/blocks", token, body, ct);
        var root = answer.RootElement;
        return (
            [
                .. root.Items("results")
                    .Select(r => new FoundBlock(
                        r.Id("block_id") ?? Guid.Empty,
                        r.Text("type") ?? "",
                        r.Id("page_id") ?? Guid.Empty,
                        r.Text("page_title") ?? "",
                        [.. r.Items("highlights").Select(h => (h.Text("text") ?? "", h.Flag("match")))]
                    )),
            ],
            root.Flag("has_more")
        );
    }

    /// <summary>The rows of one of the analytics.</summary>
    public async Task<IReadOnlyList<JsonElement>> AnalyticsAsync(string name, CancellationToken ct)
    {
        using var answer = await transport.SendAsync(HttpMethod.Get, "/v1/analytics/" + name, token, null, ct);
        return [.. answer.RootElement.Items("results").Select(r => r.Clone())];
    }

    public void Dispose() => transport.Dispose();

    /// <summary>Another workspace's view through the same connections.</summary>
    public BlockClient WithToken(string? other) => new(transport, other);

    private static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static LabException Unexpected(string what) =>
        new($"The service's answer lacks {what}; it may be another program, or another version of this one.");
}
