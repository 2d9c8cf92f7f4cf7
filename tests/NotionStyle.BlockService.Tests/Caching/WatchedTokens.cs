using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;

namespace NotionStyle.BlockService.Tests.Caching;

/// <summary>Counts the tokens that are read from PostgreSQL; as the planted fault it lets revocations answer before what was read has run out.</summary>
internal sealed class WatchedTokens(ITokenCache tokens, bool isHasty) : ITokenCache
{
    private int _read;

    public int Read => Volatile.Read(ref _read);

    /// <summary>Puts it before the cache that is registered.</summary>
    public static void Register(IServiceCollection services, bool isHasty)
    {
        var inner = services.Last(s => s.ServiceType == typeof(ITokenCache));
        services.AddSingleton(s => new WatchedTokens(
            (ITokenCache)ActivatorUtilities.CreateInstance(s, inner.ImplementationType!),
            isHasty
        ));
        services.AddSingleton<ITokenCache>(s => s.GetRequiredService<WatchedTokens>());
    }

    public ValueTask<Actor?> FindAsync(Guid spaceId, Guid hash, Func<Task<Actor?>> read, CancellationToken ct) =>
        tokens.FindAsync(
            spaceId,
            hash,
            () =>
            {
                Interlocked.Increment(ref _read);
                return read();
            },
            ct
        );

    public Task RevokedAsync(CancellationToken ct)
    {
        var isDone = tokens.RevokedAsync(ct);
        return isHasty ? Task.CompletedTask : isDone;
    }
}
