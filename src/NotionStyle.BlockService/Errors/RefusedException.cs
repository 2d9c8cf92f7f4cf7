namespace NotionStyle.BlockService.Errors;

/// <summary>A request that this service refuses before any store is asked.</summary>
internal sealed class RefusedException(Problem problem) : Exception(problem.Message)
{
    public Problem Problem { get; } = problem;
}
