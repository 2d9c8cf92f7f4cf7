using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace NotionStyle.Dashboard.Otlp;

/// <summary>The keys of senders. Hashes of equal length are compared in constant time, so that neither content nor length of a key can be measured.</summary>
internal sealed class OtlpKeys(IOptions<DashboardOptions> options)
{
    /// <summary>The header, or the metadata of gRPC; the Aspire dashboard's.</summary>
    public const string Header = "x-otlp-api-key";

    private readonly byte[][] _hashes =
    [
        .. new[] { options.Value.Otlp.PrimaryApiKey, options.Value.Otlp.SecondaryApiKey }
            .Where(key => key.Length > 0)
            .Select(Hash),
    ];

    /// <summary>Why a sender is not let in; null when it is.</summary>
    public OtlpRefusal? Refuse(IHeaderDictionary headers)
    {
        if (_hashes.Length == 0)
            return null;
        if (!headers.TryGetValue(Header, out var values) || values.Count == 0)
            return new OtlpRefusal(
                RefusalKind.Key,
                $"The header {Header} is missing. This receiver takes telemetry with a key only: set OTEL_EXPORTER_OTLP_HEADERS={Header}=KEY."
            );
        var given = Hash(values.ToString());
        var known = false;
        foreach (var hash in _hashes)
            known |= CryptographicOperations.FixedTimeEquals(hash, given);
        return known ? null : new OtlpRefusal(RefusalKind.Key, $"The key in {Header} is not one of this receiver's.");
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
