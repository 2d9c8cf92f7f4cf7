using System.Globalization;
using NotionStyle.Lab.Check.Host;
using NotionStyle.Lab.Check.Index;
using NotionStyle.Lab.Discovery;

namespace NotionStyle.Lab.Check.Checks;

/// <summary>Compares the whole index with the database, until they agree: the index is a moment behind.</summary>
internal static class IndexEquality
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<string> UntilEqualAsync(CheckContext context, CancellationToken ct)
    {
        using var index = new SearchIndex(context.Host.Data);
        IReadOnlyList<string> differences = [];
        var documents = 0;
        await StageHost.UntilAsync(
            async () =>
            {
                var read = await index.ReadAsync(context.Workspace!.Id, ct);
                documents = read.Count;
                differences = await IndexComparison.RunAsync(
                    context.Client,
                    context.Model,
                    context.Acknowledged,
                    read,
                    ct
                );
                return differences.Count == 0;
            },
            Patience,
            () => $"index and database differ in {differences.Count} places; the first: {differences[0]}",
            ct
        );
        return string.Create(CultureInfo.InvariantCulture, $"{documents} documents equal");
    }
}

internal sealed class IndexEqualsDatabase : ICheck
{
    public string Name => "the search index equals the database, document by document";
    public CheckNeeds Needs => CheckNeeds.Input;

    public Task<string> RunAsync(CheckContext context, CancellationToken ct) =>
        IndexEquality.UntilEqualAsync(context, ct);
}

/// <summary>Kills a process of search while transactions are written: no edit may fail by it, and afterwards the index equals the database.</summary>
internal abstract class SearchCrashCheck(string victim) : CrashCheck
{
    protected override bool CostsNothing => true;

    protected override Task<string> VictimAsync(CheckContext context, CancellationToken ct) => Task.FromResult(victim);

    protected override async Task<string> AfterAsync(CheckContext context, CancellationToken ct) =>
        "; " + await IndexEquality.UntilEqualAsync(context, ct);
}

internal sealed class ElasticsearchSurvivesKill() : SearchCrashCheck(SearchIndex.ElasticsearchName)
{
    public override string Name => "kill -9 of Elasticsearch under writes costs no edit, and the index catches up";
}

internal sealed class SearchServiceSurvivesKill() : SearchCrashCheck(RunRecord.SearchServiceName)
{
    public override string Name => "kill -9 of the search service under writes costs no edit, and the index catches up";
}

internal sealed class RedisSurvivesKill() : CrashCheck
{
    public override string Name => "kill -9 of Redis under writes costs no edit, and nothing stale is read";

    protected override bool CostsNothing => true;

    protected override Task<string> VictimAsync(CheckContext context, CancellationToken ct) =>
        Task.FromResult(RunRecord.RedisName);
}
