using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Json;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.Lab.Tests.Support;

/// <summary>
/// The block service without a network: its rules are the product's own reader and engine over a dictionary, so what the lab sends is judged for real. A test
/// can make any request fail in front of it or behind it (the work done, the answer lost).
/// </summary>
internal sealed class FakeService : HttpMessageHandler
{
    public const string Token = "nst_fake";
    public const string AdminToken = "the-administrator";

    private static readonly Guid Owner = Guid.NewGuid();
    private readonly Lock _lock = new();

    public FakeService() =>
        Store = new EngineStore([
            new Record
            {
                Pointer = RecordPointer.Space(SpaceId),
                Type = "space",
                Version = 1,
                Permissions = new PermissionList([new PermissionItem(PermissionScope.User, Owner, Role.Editor)]),
            },
        ]);

    public Guid SpaceId { get; } = Guid.NewGuid();

    public EngineStore Store { get; }

    /// <summary>The bodies of all transactions that arrived, in order.</summary>
    public ConcurrentQueue<byte[]> Transactions { get; } = new();

    /// <summary>How often a request arrived, by path.</summary>
    public ConcurrentDictionary<string, int> Requests { get; } = new();

    /// <summary>Answers instead of the service, or throws; null to let the request through.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?>? Before { get; set; }

    /// <summary>Replaces the answer of work that is done, or throws, as a lost connection does.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?>? After { get; set; }

    /// <summary>Is shown every answer of the service by its path.</summary>
    public Action<string, string>? Seen { get; set; }

    public IReadOnlyList<string> Problems() => InvariantChecker.Check(Store.Records, SpaceId);

    public static HttpResponseMessage Refusal(HttpStatusCode status, string code, string message = "No.") =>
        Answer(
            new JsonObject
            {
                ["object"] = "error",
                ["status"] = (int)status,
                ["code"] = code,
                ["message"] = message,
                ["request_id"] = "r1",
            },
            status
        );

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        // What a socket would do: the answer comes from another thread.
        await Task.Yield();
        ct.ThrowIfCancellationRequested();
        var path = request.RequestUri!.AbsolutePath;
        Requests.AddOrUpdate(path, 1, (_, count) => count + 1);
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(ct);
        if (path == "/v1/transactions")
            Transactions.Enqueue(body);
        if (Before?.Invoke(request) is { } instead)
            return instead;
        HttpResponseMessage answer;
        try
        {
            lock (_lock)
            {
                var served = Serve(request, path, body);
                Seen?.Invoke(path, served.ToJsonString());
                answer = Answer(served);
            }
        }
        catch (BlockStoreException e)
        {
            var status = e.Code switch
            {
                ErrorCode.ObjectNotFound => HttpStatusCode.NotFound,
                ErrorCode.Unauthorized => HttpStatusCode.Unauthorized,
                _ => HttpStatusCode.BadRequest,
            };
            answer = Refusal(status, e.Code.ToString(), e.Message);
        }

        return After?.Invoke(request) ?? answer;
    }

    private JsonObject Serve(HttpRequestMessage request, string path, byte[] body)
    {
        var token = request.Headers.Authorization?.Parameter;
        if (path == "/v1/workspaces" && token == AdminToken)
            return new JsonObject
            {
                ["id"] = SpaceId.ToString(),
                ["name"] = JsonNode.Parse(body)!["name"]!.GetValue<string>(),
                ["owner"] = new JsonObject { ["id"] = Owner.ToString() },
                ["token"] = Token,
                ["logical_shard"] = 7,
            };
        if (token != Token)
            throw new BlockStoreException(ErrorCode.Unauthorized, "The token is not valid.");
        return path switch
        {
            "/v1/members/me" => new JsonObject { ["id"] = Owner.ToString(), ["space_id"] = SpaceId.ToString() },
            "/v1/transactions" => Commit(body),
            "/v1/sync" => Sync(body),
            _ when path.EndsWith("/chunk", StringComparison.Ordinal) => Chunk(request, path),
            _ => throw BlockStoreException.NotFound(path),
        };
    }

    private JsonObject Commit(byte[] body)
    {
        var transaction = TransactionReader.Read(body, JsonBody.Parse(body), SpaceId);
        var result = Store.Commit(new Actor(SpaceId, Owner), transaction, DateTimeOffset.UnixEpoch);
        return new JsonObject
        {
            ["object"] = "transaction",
            ["id"] = result.Id.ToString(),
            ["duplicate"] = result.Duplicate,
            ["records"] = new JsonArray([
                .. result.Records.Select(r =>
                    (JsonNode)new JsonObject { ["id"] = r.Pointer.Id.ToString(), ["version"] = r.Version }
                ),
            ]),
        };
    }

    private JsonObject Sync(byte[] body)
    {
        var results = new JsonArray();
        foreach (var question in JsonNode.Parse(body)!["records"]!.AsArray())
        {
            var id = Guid.Parse(question!["id"]!.GetValue<string>());
            Assert.True(RecordTables.TryParse(question["table"]!.GetValue<string>(), out var table));
            var record = Store.Find(new RecordPointer(table, id));
            var isNewer = record is not null && record.Version > question["version"]!.GetValue<long>();
            results.Add(
                new JsonObject
                {
                    ["id"] = id.ToString(),
                    ["status"] =
                        record is null ? "gone"
                        : isNewer ? "newer"
                        : "current",
                    ["value"] = isNewer ? ToJson(record!) : null,
                }
            );
        }

        return new JsonObject { ["results"] = results };
    }

    /// <summary>The cursor is the number of records that were given out.</summary>
    private JsonObject Chunk(HttpRequestMessage request, string path)
    {
        var page = Guid.Parse(path.Split('/')[3]);
        var query = request
            .RequestUri!.Query.TrimStart('?')
            .Split('&')
            .Select(p => p.Split('='))
            .ToDictionary(p => p[0], p => p[1]);
        var limit = int.Parse(query["limit"], CultureInfo.InvariantCulture);
        var start = query.TryGetValue("cursor", out var cursor) ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;
        var all = new List<(Record Record, int Depth)>();
        var open = new Stack<(Guid Id, int Depth)>();
        open.Push((page, 0));
        while (open.TryPop(out var at))
        {
            var record = Store.Find(RecordPointer.Block(at.Id)) ?? throw BlockStoreException.NotFound($"block {at.Id}");
            all.Add((record, at.Depth));
            if (at.Depth > 0 && record.Type == "page")
                continue;
            foreach (var child in record.Content.Reverse())
                open.Push((child, at.Depth + 1));
        }

        var part = all.Skip(start).Take(limit).ToList();
        var hasMore = start + part.Count < all.Count;
        return new JsonObject
        {
            ["records"] = new JsonArray([
                .. part.Select(p => (JsonNode)new JsonObject { ["depth"] = p.Depth, ["value"] = ToJson(p.Record) }),
            ]),
            ["has_more"] = hasMore,
            ["next_cursor"] = hasMore ? (start + part.Count).ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    private JsonObject ToJson(Record record) =>
        new()
        {
            ["table"] = record.Pointer.Table.Name(),
            ["id"] = record.Pointer.Id.ToString(),
            ["space_id"] = SpaceId.ToString(),
            ["type"] = record.Type,
            ["properties"] = record.Properties.Text is { } p ? JsonNode.Parse(p) : null,
            ["format"] = record.Format.Text is { } f ? JsonNode.Parse(f) : null,
            ["content"] = new JsonArray([.. record.Content.Select(c => (JsonNode)c.ToString())]),
            ["parent_id"] = record.Parent?.Id.ToString(),
            ["parent_table"] = record.Parent?.Table.Name(),
            ["alive"] = record.Alive,
            ["version"] = record.Version,
        };

    private static HttpResponseMessage Answer(JsonObject body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
}
