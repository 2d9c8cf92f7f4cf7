using System.Security.Cryptography;
using System.Text;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Rest;

/// <summary>Basic authentication of the one user <c>elastic</c>.</summary>
internal sealed class Access(string password)
{
    private readonly byte[]? _expected =
        password.Length == 0
            ? null
            : SHA256.HashData(
                Encoding.UTF8.GetBytes($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"elastic:{password}"))}")
            );

    /// <summary>Refuses a request that does not name the user with its password.</summary>
    public void Check(HttpContext context)
    {
        if (_expected is null)
            return;
        var given = context.Request.Headers.Authorization.ToString();
        if (given.Length == 0)
            throw new ElasticsearchException(
                401,
                "security_exception",
                $"missing authentication credentials for REST request [{context.Request.Path}]"
            );
        // Hashes of one length: the time that it takes says nothing about the password.
        if (!CryptographicOperations.FixedTimeEquals(_expected, SHA256.HashData(Encoding.UTF8.GetBytes(given))))
            throw new ElasticsearchException(
                401,
                "security_exception",
                $"unable to authenticate user for REST request [{context.Request.Path}]; the one user is elastic, by basic authentication"
            );
    }
}
