using System.Text;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests.Operations;

public sealed class TransactionReaderTests
{
    private static readonly Guid Space = Guid.NewGuid();
    private const string Id = "5a5a5a5a-0000-4000-8000-000000000001";
    private const string Pointer = $$"""{"table":"block","id":"{{Id}}"}""";

    [Fact]
    public void A_transaction_is_read_with_all_its_parts()
    {
        var transaction = Build.Read(
            Space,
            $$"""
            {"id":"{{Id}}","space_id":"{{Space}}","operations":[
              {"pointer":{"table":"space","id":"{{Space:N}}","space_id":"{{Space}}"},"path":["pages"],"command":"listAfter","args":{"id":"{{Id}}"} },
              {"pointer":{{Pointer}},"command":"set","args":null}]}
            """
        );
        Assert.Equal((Guid.Parse(Id), Space, 2), (transaction.Id, transaction.SpaceId, transaction.Operations.Count));
        Assert.Equal(
            (0, Build.Space(Space), OperationCommand.ListAfter),
            (transaction.Operations[0].Index, transaction.Operations[0].Pointer, transaction.Operations[0].Command)
        );
        Assert.Equal(["pages"], transaction.Operations[0].Path);
        Assert.Empty(transaction.Operations[1].Path);
    }

    [Fact]
    public void The_same_body_has_the_same_fingerprint_and_another_body_another()
    {
        var json = Json("""{"pointer":%P,"command":"set","args":{}}""");
        Assert.Equal(Build.Read(Space, json).Fingerprint, Build.Read(Space, json).Fingerprint);
        Assert.NotEqual(Build.Read(Space, json).Fingerprint, Build.Read(Space, json + " ").Fingerprint);
    }

    [Theory]
    [InlineData("[]", "body must be an object")]
    [InlineData("null", "body must be an object")]
    [InlineData("7", "body must be an object")]
    [InlineData("{}", "id is missing")]
    [InlineData("""{"id":7}""", "id must be a UUID")]
    [InlineData("""{"id":null}""", "id must be a UUID")]
    [InlineData("""{"id":"00000000-0000-0000-0000-000000000000"}""", "all zeros")]
    [InlineData($$"""{"id":"{{Id}}"}""", "operations must be an array")]
    [InlineData($$"""{"id":"{{Id}}","operations":{} }""", "operations must be an array")]
    [InlineData($$"""{"id":"{{Id}}","operations":[]}""", "operations is empty")]
    [InlineData($$"""{"id":"{{Id}}","operations":[7]}""", "operations[0] must be an object")]
    [InlineData($$"""{"id":"{{Id}}","operations":[],"x":1}""", "unknown member 'x'")]
    [InlineData($$"""{"id":"{{Id}}","space_id":7,"operations":[]}""", "space_id must be a UUID")]
    [InlineData($$"""{"id":"{{Id}}","space_id":"{{Id}}","operations":[]}""", "another workspace")]
    public void A_body_that_is_no_transaction_is_refused_with_the_place(string json, string why) => Refused(json, why);

    [Theory]
    [InlineData("""{}""", "operations[1].pointer must be an object")]
    [InlineData("""{"pointer":[]}""", "operations[1].pointer must be an object")]
    [InlineData("""{"pointer":%P,"debug":1}""", "operations[1] has an unknown member 'debug'")]
    [InlineData("""{"pointer":{"table":"block","x":1}}""", "operations[1].pointer has an unknown member 'x'")]
    [InlineData("""{"pointer":{"table":"comments"}}""", "operations[1].pointer.table 'comments'")]
    [InlineData("""{"pointer":{"table":7}}""", "operations[1].pointer.table")]
    [InlineData("""{"pointer":{}}""", "operations[1].pointer.table")]
    [InlineData("""{"pointer":{"table":"block"}}""", "operations[1].pointer.id is missing")]
    [InlineData("""{"pointer":{"table":"block","id":"x"}}""", "operations[1].pointer.id must be a UUID")]
    [InlineData("""{"pointer":{"table":"block","id":["x"]}}""", "operations[1].pointer.id must be a UUID")]
    [InlineData("""{"pointer":{"table":"block","id":"%I","space_id":"%I"}}""", "operations[1].pointer.space_id")]
    [InlineData("""{"pointer":%P,"path":"x"}""", "operations[1].path must be an array")]
    [InlineData("""{"pointer":%P,"path":[1]}""", "operations[1].path[0]")]
    [InlineData("""{"pointer":%P,"path":["a",""]}""", "operations[1].path[1]")]
    [InlineData("""{"pointer":%P,"path":["a",null]}""", "operations[1].path[1]")]
    [InlineData("""{"pointer":%P,"path":["%L"]}""", "operations[1].path[0]")]
    [InlineData(
        """{"pointer":%P,"path":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17"]}""",
        "operations[1].path has 17 steps"
    )]
    [InlineData("""{"pointer":%P}""", "operations[1].command ''")]
    [InlineData("""{"pointer":%P,"command":7}""", "operations[1].command ''")]
    [InlineData("""{"pointer":%P,"command":"SET"}""", "operations[1].command 'SET'")]
    [InlineData("""{"pointer":%P,"command":"set"}""", "operations[1].args is missing")]
    public void An_operation_that_is_none_is_refused_with_its_index_and_place(string operation, string why) =>
        Refused(Json("""{"pointer":%P,"command":"set","args":{}}""", operation), why);

    [Fact]
    public void One_operation_more_than_the_maximum_is_refused()
    {
        var one = """{"pointer":%P,"command":"set","args":{}}""";
        Build.Read(Space, Json([.. Enumerable.Repeat(one, StoreLimits.OperationsMaximum)]));
        Refused(
            Json([.. Enumerable.Repeat(one, StoreLimits.OperationsMaximum + 1)]),
            $"{StoreLimits.OperationsMaximum + 1} items"
        );
    }

    [Theory]
    [InlineData("""{"id":"%L"}""")]
    [InlineData("""{"%L":1}""")]
    [InlineData("""{"pointer":{"table":"%L"}}""")]
    [InlineData("""{"pointer":%P,"command":"%L"}""")]
    [InlineData("""{"pointer":%P,"command":"set","path":["%S","x"],"args":1}""")]
    [InlineData("""{"pointer":%P,"command":"set","path":["type"],"args":"%L"}""")]
    [InlineData("""{"pointer":%P,"command":"set","path":["parent_id"],"args":"%L"}""")]
    [InlineData("""{"pointer":%P,"command":"set","path":["parent_table"],"args":"%L"}""")]
    [InlineData("""{"pointer":%P,"command":"set","path":["content"],"args":["%L"]}""")]
    [InlineData("""{"pointer":%P,"command":"listAfter","path":["content"],"args":{"%L":1}}""")]
    [InlineData("""{"pointer":%P,"command":"update","path":[],"args":{"%L":1}}""")]
    [InlineData("""{"pointer":%P,"command":"setPermissionItem","path":["permissions"],"args":{"type":"%L"}}""")]
    [InlineData(
        """{"pointer":%P,"command":"setPermissionItem","path":["permissions"],"args":{"type":"space_permission","role":"%L"}}"""
    )]
    [InlineData("""{"pointer":%P,"command":"set","path":["permissions"],"args":[{"type":"%L"}]}""")]
    public void A_refusal_does_not_send_back_whatever_was_sent(string operation)
    {
        var workspace = new SampleWorkspace();
        var store = new EngineStore(workspace.Records());
        var json = Json(operation)
            .Replace(Id, $"{workspace.Text}", StringComparison.Ordinal)
            .Replace("%S", new string('s', 256), StringComparison.Ordinal);
        var refusal = Assert.Throws<BlockStoreException>(() =>
            store.Commit(workspace.Owner, Build.Read(workspace.SpaceId, json), SampleWorkspace.Start)
        );
        Assert.InRange(refusal.Message.Length, 1, 600);
    }

    [Fact]
    public void Any_json_is_read_and_judged_or_refused_and_never_fails_in_another_way()
    {
        var workspace = new SampleWorkspace();
        var read = 0;
        Seeds.ForEach(
            2_000,
            seed =>
            {
                var random = new Random(seed);
                var store = new EngineStore(workspace.Records());
                var operations = new RandomOperations(seed, workspace);
                for (var i = 0; i < 25; i++)
                {
                    var body = JsonNode.Parse(operations.Next(store.Records).Json)!;
                    for (var spoiled = 1 + random.Next(2); spoiled > 0; spoiled--)
                        body = Spoil(random, body, workspace);
                    var json = body?.ToJsonString() ?? "null";
                    if (random.Chance(0.05))
                        json = json.Remove(random.Next(json.Length), 1);
                    try
                    {
                        var transaction = Build.Read(workspace.SpaceId, json);
                        read++;
                        store.Commit(random.Pick(workspace.Actors), transaction, SampleWorkspace.Start);
                    }
                    catch (BlockStoreException e)
                    {
                        Assert.NotEmpty(e.Message);
                    }
                    catch (Exception e)
                    {
                        Assert.Fail($"{json}{Environment.NewLine}{e}");
                    }
                }

                Assert.Empty(InvariantChecker.Check(store.Records, workspace.SpaceId));
            },
            first: 200_000
        );
        if (Environment.GetEnvironmentVariable(Seeds.Variable) is null)
            Assert.True(read > 10_000, $"Only {read} bodies got past the reader.");
    }

    /// <summary>Puts something random in place of a random node of the body.</summary>
    private static JsonNode? Spoil(Random random, JsonNode? body, SampleWorkspace workspace)
    {
        var node = body;
        // Mostly deep inside: the outer levels are few and soon known.
        while (random.Chance(0.9))
        {
            var next = node switch
            {
                JsonObject { Count: > 0 } o => o.ElementAt(random.Next(o.Count)).Value,
                JsonArray { Count: > 0 } a => a[random.Next(a.Count)],
                _ => null,
            };
            if (next is null)
                break;
            node = next;
        }

        var value = RandomJson.Value(
            random,
            () => random.Pick([.. workspace.Records().Select(r => r.Pointer.Id), random.NextGuid()])
        );
        switch (node?.Parent)
        {
            case JsonObject o:
                o[node.GetPropertyName()] = value;
                return body;
            case JsonArray a:
                a[node.GetElementIndex()] = value;
                return body;
            default:
                return random.Chance(0.9) ? body : value;
        }
    }

    private static void Refused(string json, string why)
    {
        var refusal = Assert.Throws<BlockStoreException>(() => Build.Read(Space, json));
        Assert.Equal(ErrorCode.ValidationError, refusal.Code);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    private static string Json(params string[] operations) =>
        new StringBuilder($$"""{"id":"{{Id}}","operations":[""")
            .AppendJoin(',', operations)
            .Append("]}")
            .Replace("%P", Pointer)
            .Replace("%I", Id)
            .Replace("%L", new string('x', 5_000))
            .ToString();
}
