using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>
/// Signs the addresses of files by HMAC-SHA256. The key is derived from the administrator's token by HKDF, so every instance of the service has the same one and none is
/// kept anywhere; another token ends all addresses that were given out.
/// </summary>
internal sealed class FileSignatures(ServiceOptions options)
{
    private const int KeyBytes = 32;

    private readonly byte[] _key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        Encoding.UTF8.GetBytes(options.AdminToken),
        KeyBytes,
        info: "NotionStyle addresses of files 1"u8.ToArray()
    );

    /// <summary>The signature, as an address has it.</summary>
    /// <param name="spaceId">The workspace.</param>
    /// <param name="fileUploadId">The file.</param>
    /// <param name="expires">When the address ends, in seconds since 1970.</param>
    public string Sign(Guid spaceId, Guid fileUploadId, long expires)
    {
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(spaceId, fileUploadId, expires, signature);
        return Base64Url.EncodeToString(signature);
    }

    /// <summary>Whether a signature is right. The time that it takes tells nothing of how much of it was.</summary>
    public bool IsRight(Guid spaceId, Guid fileUploadId, long expires, string? signature)
    {
        Span<byte> right = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(spaceId, fileUploadId, expires, right);
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return signature?.Length == Base64Url.GetEncodedLength(right.Length)
            && Base64Url.DecodeFromChars(signature, given, out _, out var length) == OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(given[..length], right);
    }

    private void Sign(Guid spaceId, Guid fileUploadId, long expires, Span<byte> signature)
    {
        Span<byte> message = stackalloc byte[40];
        spaceId.TryWriteBytes(message);
        fileUploadId.TryWriteBytes(message[16..]);
        BinaryPrimitives.WriteInt64BigEndian(message[32..], expires);
        HMACSHA256.HashData(_key, message, signature);
    }
}
