using NotionStyle.Lab.Check.Checks;

namespace NotionStyle.Lab.Check;

/// <summary>The checks of each stage, in their order. A later stage adds to those of the stages before it.</summary>
internal static class StageChecks
{
    /// <summary>The newest stage that there are checks for.</summary>
    public const int Newest = 1;

    public static IEnumerable<ICheck> For(int stage)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stage, Newest);
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
            new ServiceSurvivesKill(),
            new PostgresSurvivesKill(),
            new StageSurvivesRestart(),
            new HostSurvivesKill(),
            new NothingIsLeft(),
        ];
    }
}
