using System.Net.Http.Headers;
using System.Text;

namespace NotionStyle.SearchService.Elastic;

/// <summary>Where Elasticsearch is: a connection string such as <c>http://elastic:PASSWORD@host:9200</c>.</summary>
/// <param name="Address">The address without the account.</param>
/// <param name="Authorization">The account as a header; null when there is none.</param>
internal sealed record ElasticOptions(Uri Address, AuthenticationHeaderValue? Authorization)
{
    /// <summary>The name of the connection string.</summary>
    public const string Name = "elasticsearch";

    /// <summary>Attempts at a request that may be repeated.</summary>
    public const int AttemptsMaximum = 4;

    /// <summary>Bytes of an answer; past them it is refused.</summary>
    public const int AnswerBytesMaximum = 64 * 1024 * 1024;

    /// <summary>Reads a connection string. The message of a refusal does not repeat it: it holds a password.</summary>
    /// <exception cref="InvalidOperationException">It is missing, or no HTTP address.</exception>
    public static ElasticOptions Read(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
            throw new InvalidOperationException(
                $"ConnectionStrings:{Name} is missing. Set it to an address such as http://elastic:PASSWORD@localhost:9200, or start by the AppHost, which does."
            );
        if (!Uri.TryCreate(connectionString, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new InvalidOperationException(
                $"ConnectionStrings:{Name} is no HTTP address. Set it to one such as http://elastic:PASSWORD@localhost:9200."
            );
        var account = Uri.UnescapeDataString(uri.UserInfo);
        var header =
            account.Length == 0
                ? null
                : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(account)));
        return new ElasticOptions(new UriBuilder(uri) { UserName = "", Password = "" }.Uri, header);
    }
}
