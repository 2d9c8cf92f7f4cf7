using NotionStyle.Blocks.Errors;

namespace NotionStyle.Blocks.Postgres.Tests.Support;

/// <summary>Expects a refusal of one class.</summary>
internal static class Refused
{
    public static async Task<BlockStoreException> WithAsync(ErrorCode code, Func<Task> request)
    {
        var refusal = await Assert.ThrowsAsync<BlockStoreException>(request);
        Assert.True(refusal.Code == code, $"{refusal.Code} instead of {code}: {refusal.Message}");
        return refusal;
    }

    /// <summary>What is told to an operator is one line.</summary>
    public static void AssertOneLine(Exception refusal) => Assert.DoesNotContain('\n', refusal.Message);
}
