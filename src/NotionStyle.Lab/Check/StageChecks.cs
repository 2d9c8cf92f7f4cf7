using NotionStyle.Lab.Check.Checks;

namespace NotionStyle.Lab.Check;

/// <summary>The checks of each stage, in their order. A later stage adds to those of the stages before it.</summary>
internal static class StageChecks
{
    /// <summary>The newest stage that there are checks for.</summary>
    public const int Newest = 2;

    private static readonly ICheck[] None = [];

    public static IEnumerable<ICheck> For(int stage)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stage, Newest);
        var hasSearch = stage >= 2;
        return
        [
            new StageStarts(),
            new InputIsImported(),
            new EverythingIsReadBack(),
            new PagesAreInOrder(),
            new ExportSaysTheSame(),
            new SyncFindsAnEdit(),
            new TextEditIsReadBack(),
            new InsertIsReadBack(),
            new MoveIsReadBack(),
            new TrashAndRestoreAreReadBack(),
            new SameTransactionHasOneEffect(),
            new SearchFindsTheInput(),
            new SearchFollowsAnEdit(),
            new SearchStaysInTheWorkspace(),
            new OthersCannotReadOrWrite(),
            new AnalyticsCountTheBlocks(),
            .. hasSearch ? [new IndexEqualsDatabase()] : None,
            new ServiceSurvivesKill(),
            new PostgresSurvivesKill(),
            .. hasSearch
                ? [new ElasticsearchSurvivesKill(), new SearchServiceSurvivesKill(), new RedisSurvivesKill()]
                : None,
            new StageSurvivesRestart(),
            new HostSurvivesKill(),
            .. hasSearch ? [new IndexEqualsDatabase()] : None,
            new NothingIsLeft(),
        ];
    }
}
