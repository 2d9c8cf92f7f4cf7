using System.Globalization;

namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>Makes the addresses under which uploaded files are fetched: signed, and good for an hour.</summary>
/// <param name="baseUrl">Where the caller reached the service.</param>
/// <param name="spaceId">The caller's workspace.</param>
/// <param name="signatures">Signs them.</param>
/// <param name="now">When the answer is made.</param>
internal sealed class FileLinks(string baseUrl, Guid spaceId, FileSignatures signatures, DateTimeOffset now)
{
    /// <summary>How long an address is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    // Whole seconds, as the address has them.
    private readonly DateTimeOffset _expiry = DateTimeOffset.FromUnixTimeSeconds((now + Lifetime).ToUnixTimeSeconds());

    /// <summary>The address of a file, and when it ends.</summary>
    public (string Url, DateTimeOffset ExpiryTime) Of(Guid fileUploadId)
    {
        var expires = _expiry.ToUnixTimeSeconds();
        var signature = signatures.Sign(spaceId, fileUploadId, expires);
        return (
            string.Create(
                CultureInfo.InvariantCulture,
                $"{baseUrl}/v1/files/{spaceId:N}/{fileUploadId:N}?expires={expires}&signature={signature}"
            ),
            _expiry
        );
    }
}
