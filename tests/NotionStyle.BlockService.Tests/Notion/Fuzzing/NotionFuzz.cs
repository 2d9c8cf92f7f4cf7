using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Fuzzing;

/// <summary>
/// Walks through the Notion API at random: requests that are right or nearly, ids and cursors of the caller's and of another workspace, and between them stored JSON that only
/// the operations protocol can write. Whatever it is, the answer is one that the document knows, comes soon, and tells nothing of the other workspace.
/// </summary>
internal sealed class NotionFuzz
{
    private static readonly TimeSpan AnswerMaximum = TimeSpan.FromSeconds(30);

    /// <summary>Faults after which a run ends.</summary>
    /// <summary>Right requests that an endpoint gets which the walk never got through.</summary>
    private const int TriesMaximum = 400;

    private const int FaultsMaximum = 12;

    /// <summary>Tables with what the operations protocol may write into them.</summary>
    private static readonly (string Kind, string Table, string[][] Paths)[] Stored =
    [
        (
            "block",
            "block",
            [
                ["properties"],
                ["properties", "title"],
                ["format"],
                ["format", "synced_from"],
                ["type"],
            ]
        ),
        (
            "page",
            "block",
            [
                ["properties"],
                ["properties", "title"],
                ["format", "icon"],
                ["format"],
            ]
        ),
        (
            "database",
            "block",
            [
                ["properties", "title"],
                ["format"],
                ["format", "icon"],
            ]
        ),
        (
            "data_source",
            "collection",
            [
                ["properties"],
                ["format"],
                ["format", "schema"],
                ["format", "schema", "title"],
            ]
        ),
        (
            "comment",
            "comment",
            [
                ["properties"],
                ["format"],
                ["format", "attachments"],
            ]
        ),
        (
            "discussion",
            "discussion",
            [
                ["properties"],
                ["format"],
            ]
        ),
        (
            "file_upload",
            "file_upload",
            [
                ["format"],
                ["format", "status"],
                ["format", "expiry_time"],
            ]
        ),
    ];

    private readonly TestService _service;
    private readonly int _seed;
    private readonly Random _random;
    private readonly IdPool _ids;
    private readonly RandomValues _values;
    private readonly RandomRequests _requests;
    private readonly HashSet<string> _secret = [];
    private readonly SortedDictionary<int, int> _statuses = [];
    private readonly List<string> _faults = [];
    private readonly Dictionary<string, int> _succeeded = [];
    private readonly string _mark;
    private ApiDescription _api = null!;
    private TestWorkspace _mine = null!;

    private NotionFuzz(TestService service, int seed)
    {
        _service = service;
        _seed = seed;
        _random = new Random(seed);
        _ids = new IdPool(_random);
        _values = new RandomValues(_random, _ids);
        _requests = new RandomRequests(_random, _ids, _values);
        _mark = $"Zq{_random.NextInt64():x}Wv";
    }

    /// <summary>Runs; the seed of a failed run, given in the variable NOTIONSTYLE_TEST_SEED, makes the same requests again (their ids differ).</summary>
    /// <param name="service">The service.</param>
    /// <param name="requests">How many requests.</param>
    /// <param name="asOther">A planted fault: every request is sent as the other workspace, as if the service mixed them up.</param>
    public static async Task RunAsync(TestService service, int requests, bool asOther = false)
    {
        var seed = int.TryParse(
            Environment.GetEnvironmentVariable("NOTIONSTYLE_TEST_SEED"),
            CultureInfo.InvariantCulture,
            out var given
        )
            ? given
            : Random.Shared.Next();
        await new NotionFuzz(service, seed).WalkAsync(requests, asOther);
    }

    private async Task WalkAsync(int requests, bool asOther)
    {
        _api = await ApiDescription.ReadAsync(_service);
        var operations = _api.Operations.Where(IsNotion).ToArray();
        var reads = operations
            .Where(o => o.Method == "GET" || o.Path.EndsWith("/query", StringComparison.Ordinal))
            .ToArray();
        _mine = await _service.NewWorkspaceAsync();
        var other = await PlantOtherAsync();
        if (asOther)
            _mine = other;
        for (var i = 0; i < requests; i++)
        {
            // What was trashed and broken is not all that there is: every now and then something whole is there again.
            if (i % 200 == 0)
            {
                foreach (var answer in await Planted.PlantAsync(_mine, "mine"))
                    _ids.Learn(answer);
            }

            try
            {
                await StepAsync(i, operations, reads);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                // One run tells of several faults.
                _faults.Add(e.Message);
                if (_faults.Count == FaultsMaximum)
                    break;
            }
        }

        Assert.True(_faults.Count == 0, string.Join("\n\n", _faults));
        foreach (var operation in operations.Where(o => !NeverSucceeds(o)))
            await TryAsync(requests, operation);
        Assert.Empty(_service.Errors.Lines);
        // The walk is only worth something when requests get through as well as not.
        var shown = $"seed {_seed}: {string.Join(", ", _statuses)}; {string.Join(", ", _succeeded)}";
        Assert.True(
            operations.Where(o => !NeverSucceeds(o)).All(o => _succeeded.ContainsKey(o.ToString())),
            $"Never succeeded: {string.Join(", ", operations.Where(o => !_succeeded.ContainsKey(o.ToString())))}. {shown}"
        );
        Assert.True(_statuses.GetValueOrDefault(200) > requests / 6, shown);
        Assert.True(_statuses.GetValueOrDefault(400) > requests / 20, shown);
        Assert.True(_statuses.GetValueOrDefault(404) > requests / 50, shown);
    }

    /// <summary>Chance leaves out an endpoint now and then; it gets right requests alone, on things that are whole.</summary>
    private async Task TryAsync(int index, Operation operation)
    {
        for (var i = 0; i < TriesMaximum && !_succeeded.ContainsKey(operation.ToString()); i++)
        {
            if (i % 50 == 0)
            {
                foreach (var answer in await Planted.PlantAsync(_mine, "mine"))
                    _ids.Learn(answer);
            }

            _values.IsTame = _ids.IsTame = true;
            await SendAsync(index + i, operation);
        }
    }

    private async Task StepAsync(int index, Operation[] operations, Operation[] reads)
    {
        // As many that are right as that are not: those who are refused at the door test the door alone.
        _values.IsTame = _ids.IsTame = _values.Flag();
        var pick = _random.Next(20);
        if (pick < 3)
            await StoreAsync(index);
        else if (pick == 3)
            await SendOddHeadersAsync(index, _values.Pick(operations));
        else
            await SendAsync(index, _values.Pick(pick < 10 ? reads : operations));
    }

    /// <summary>Fills another workspace. Of it the caller knows some ids and all cursors; the other ids and every text it must never see.</summary>
    private async Task<TestWorkspace> PlantOtherAsync()
    {
        var other = await _service.NewWorkspaceAsync();
        var answers = await Planted.PlantAsync(other, _mark);
        foreach (var answer in answers)
        {
            foreach (var id in Planted.IdsIn(answer.GetRawText()))
                _secret.Add(id);
        }

        foreach (var answer in answers)
        {
            if (answer.TryGetProperty("id", out _))
                _ids.Learn(answer, isForeign: true);
            else if (answer.TryGetProperty("next_cursor", out var cursor) && cursor.GetString() is { } text)
                _ids.LearnCursor(text);
        }

        _ids.LearnForeign("user", other.OwnerId.ToString());
        _ids.LearnForeign("page", other.SpaceId.ToString());
        foreach (var known in _ids.Foreign.SelectMany(Planted.IdsIn).ToArray())
            _secret.Remove(known);
        Assert.NotEmpty(_secret);
        return other;
    }

    private async Task SendAsync(int index, Operation operation)
    {
        var path = _requests.Path(operation);
        var body = _requests.Body(operation)?.ToJsonString();
        using HttpContent? content = body is null
            ? Form(operation)
            : new StringContent(body, Encoding.UTF8, "application/json");
        var what = $"seed {_seed}, request {index}: {operation.Method} {path} {body}";
        var answer = await AskAsync(operation.Method, path, content, what);
        Check(operation, answer, what);
        if ((int)answer.Status == 200)
        {
            _ids.Learn(answer.Json);
            _succeeded[operation.ToString()] = _succeeded.GetValueOrDefault(operation.ToString()) + 1;
        }
    }

    private async Task SendOddHeadersAsync(int index, Operation operation)
    {
        var path = _requests.Path(operation);
        var what = $"seed {_seed}, request {index} with odd headers: {operation.Method} {path}";
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
        string[] junk =
        [
            "",
            "2025-09-03",
            "2022-06-28",
            "\"",
            "x;y=z",
            new string('x', 4_000),
            "Bearer",
            "Bearer x",
            "Basic eDp5",
        ];
        foreach (
            var name in (string[])
                ["Notion-Version", "Authorization", "Accept", "Content-Type", "If-None-Match", "Range", "Expect-CT"]
        )
        {
            if (name == "Authorization" && _values.Flag())
                request.Headers.TryAddWithoutValidation(name, "Bearer " + _mine.Token);
            else if (_values.Flag())
                request.Headers.TryAddWithoutValidation(name, _values.Pick(junk));
        }

        using var response = await _service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = new Answer(
            response,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        Assert.True((int)answer.Status < 500, $"{what}\n{answer.Text}");
        CheckSecrets(answer, what);
    }

    /// <summary>Stores any JSON in a record of one's own; what the rules refuse is refused.</summary>
    private async Task StoreAsync(int index)
    {
        var (kind, table, paths) = _values.Pick(Stored);
        _values.IsTame = _ids.IsTame = false;
        if (_ids.Own(kind) is not { } id)
            return;
        var path = _values.Pick(paths);
        var transaction = new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["operations"] = new JsonArray(
                new JsonObject
                {
                    ["pointer"] = new JsonObject { ["table"] = table, ["id"] = id },
                    ["path"] = new JsonArray([.. path.Select(p => (JsonNode)p)]),
                    ["command"] = "set",
                    ["args"] = path is ["type"]
                        ? _values.Pick(["paragraph", "table", "page", "odd_type", "to_do"])
                        : Junk(path),
                }
            ),
        };
        var body = transaction.ToJsonString();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var what = $"seed {_seed}, request {index}: POST /v1/transactions {body}";
        var answer = await AskAsync("POST", "/v1/transactions", content, what);
        Assert.True((int)answer.Status is 200 or 400 or 403 or 404 or 409, $"{what}\n{answer.Text}");
    }

    private JsonNode? Junk(string[] path) =>
        path switch
        {
            ["properties" or "format"] => new JsonObject
            {
                [
                    _values.Pick([
                        "title",
                        "checked",
                        "c0",
                        "icon",
                        "cover",
                        "schema",
                        "status",
                        "attachments",
                        "synced_from",
                    ])
                ] = _requests.Junk(),
                [
                    _values.Pick([
                        "source",
                        "caption",
                        "language",
                        "color",
                        "table_width",
                        "expiry_time",
                        "display_name",
                        "a",
                    ])
                ] = _requests.Junk(),
            },
            ["format", "schema"] => new JsonObject
            {
                ["title"] = new JsonObject { ["name"] = "Name", ["type"] = "title" },
                ["a"] = new JsonObject
                {
                    ["name"] = _requests.Junk(0),
                    ["type"] = _values.Pick(RandomValues.Properties).Type,
                    ["options"] = _requests.Junk(),
                    ["expression"] = _requests.Junk(0),
                    ["number_format"] = _requests.Junk(0),
                },
                ["b"] = _requests.Junk(),
            },
            _ => _requests.Junk(),
        };

    private async Task<Answer> AskAsync(string method, string path, HttpContent? content, string what)
    {
        try
        {
            return await _service
                .SendAsync(method, path, _mine.Token, content)
                .WaitAsync(AnswerMaximum, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"No answer came. {what}");
            throw;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Assert.Fail($"{what}\n{(_service.Errors.Lines is [.., var last] ? last : e.Message)}");
            throw;
        }
    }

    private void Check(Operation operation, Answer answer, string what)
    {
        var status = (int)answer.Status;
        _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
        var name = status.ToString(CultureInfo.InvariantCulture);
        Assert.True(operation.Statuses.Contains(name), $"{name} is not documented. {what}\n{answer.Text}");
        Assert.True(status != 503, $"{what}\n{answer.Text}");
        var problems = _api.Problems(operation.AnswerSchema(name), answer.Json).ToArray();
        Assert.True(problems.Length == 0, $"{string.Join("; ", problems)}. {what}\n{answer.Text}");
        CheckSecrets(answer, what);
    }

    private void CheckSecrets(Answer answer, string what)
    {
        Assert.False(
            answer.Text.Contains(_mark, StringComparison.Ordinal),
            $"A text of another workspace. {what}\n{answer.Text}"
        );
        var leaked = Planted.IdsIn(answer.Text).FirstOrDefault(_secret.Contains);
        Assert.True(leaked is null, $"{leaked} of another workspace. {what}\n{answer.Text}");
    }

    private MultipartFormDataContent? Form(Operation operation) =>
        operation.Path.EndsWith("/send", StringComparison.Ordinal)
            ? new MultipartFormDataContent
            {
                {
                    new ByteArrayContent(Encoding.UTF8.GetBytes(_values.Word())) { Headers = { ContentType = Type() } },
                    _random.Next(6) == 0 ? "other" : "file",
                    "a.txt"
                },
            }
            : null;

    private MediaTypeHeaderValue? Type() => _values.Flag() ? null : new MediaTypeHeaderValue("text/plain");

    private static bool NeverSucceeds(Operation operation) =>
        operation.Path.EndsWith("/complete", StringComparison.Ordinal);

    private static bool IsNotion(Operation operation) =>
        operation.Parameters.Any(p => p.GetProperty("name").GetString() == "Notion-Version");
}
