using Microsoft.Extensions.Caching.Memory;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;

namespace NotionStyle.Blocks.Postgres.Workspaces;

/// <summary>Remembers tokens in this process alone: what was ended here is refused here at once, and what another process ended within seconds.</summary>
internal sealed class MemoryTokenCache : ITokenCache, IDisposable
{
    /// <summary>A token that another process ended is refused here at the latest after this time.</summary>
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);

    /// <summary>Tokens remembered, those in force and those refused; past the maximum the least used are dropped and looked up again.</summary>
    private readonly MemoryCache _tokens = new(new MemoryCacheOptions { SizeLimit = 20_000 });

    private readonly Lock _revoking = new();
    private long _revocations;

    public async ValueTask<Actor?> FindAsync(Guid spaceId, Guid hash, Func<Task<Actor?>> read, CancellationToken ct)
    {
        // Read before the database: whatever was found before a revocation must not be remembered after it.
        var revocations = Volatile.Read(ref _revocations);
        if (_tokens.TryGetValue((spaceId, hash), out Actor? known))
            return known;
        var actor = await read();
        lock (_revoking)
        {
            if (revocations == _revocations)
                _tokens.Set(
                    (spaceId, hash),
                    actor,
                    new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Time }
                );
        }

        return actor;
    }

    public Task RevokedAsync(CancellationToken ct)
    {
        lock (_revoking)
        {
            _revocations++;
            _tokens.Clear();
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _tokens.Dispose();
}
