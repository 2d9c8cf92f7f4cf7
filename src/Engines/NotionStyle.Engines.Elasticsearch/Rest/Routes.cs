using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Rest;

/// <summary>Answers a request.</summary>
internal delegate Task<RestResponse> RestHandler(RestRequest request);

/// <summary>A way to ask for something.</summary>
/// <param name="Method">GET, PUT, …; GET answers HEAD as well.</param>
/// <param name="Template">The path: words, and <c>{names}</c> that take one segment.</param>
/// <param name="Handler">Who answers.</param>
/// <param name="Parameters">What may stand in the query string, besides what every request may have.</param>
internal sealed record Route(string Method, string Template, RestHandler Handler, params string[] Parameters)
{
    /// <summary>The template's segments.</summary>
    public string[] Segments { get; } = Template.Split('/', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Finds the route of a request. Words go before names, segment by segment from the left.</summary>
internal sealed class Routes
{
    private static readonly string[] Common = ["pretty", "human", "error_trace", "filter_path", "format"];

    private readonly Node _root = new();

    /// <summary>Adds a route.</summary>
    public void Add(Route route)
    {
        var node = _root;
        foreach (var segment in route.Segments)
            node = segment[0] == '{' ? node.Any ??= new Node() : node.Word(segment);
        node.Methods[route.Method] = route;
    }

    /// <summary>The route, and the parts of the path by their names.</summary>
    /// <exception cref="ElasticsearchException">There is none, or none for this method.</exception>
    public (Route Route, Dictionary<string, string> Values) Find(string method, string path)
    {
        string[] segments = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        Node? known = null;
        foreach (var node in Nodes(_root, segments, 0))
        {
            known ??= node;
            var route =
                node.Methods.GetValueOrDefault(method)
                ?? (method == "HEAD" ? node.Methods.GetValueOrDefault("GET") : null);
            if (route is not null)
                return (route, Values(route, segments));
        }

        if (known is null)
            throw new ElasticsearchException(
                400,
                "illegal_argument_exception",
                $"no handler found for uri [{path}] and method [{method}]: this engine does not support it"
            );
        throw new ElasticsearchException(
            405,
            "method_not_allowed_exception",
            $"Incorrect HTTP method for uri [{path}] and method [{method}], allowed: [{string.Join(", ", known.Methods.Keys.Order(StringComparer.Ordinal))}]"
        );
    }

    /// <summary>Refuses parameters that the route does not know: one that is misspelt would do nothing in silence.</summary>
    public static void Check(Route route, string path, IEnumerable<string> given)
    {
        foreach (var name in given)
            if (!route.Parameters.Contains(name) && !Common.Contains(name))
                throw ElasticsearchException.IllegalArgument(
                    $"request [{path}] contains unrecognized parameter: [{name}]"
                );
    }

    private static IEnumerable<Node> Nodes(Node node, string[] segments, int at)
    {
        if (at == segments.Length)
        {
            if (node.Methods.Count > 0)
                yield return node;
            yield break;
        }

        if (node.Words.TryGetValue(segments[at], out var word))
            foreach (var found in Nodes(word, segments, at + 1))
                yield return found;
        // What begins with an underscore is a word of the API, known here or not, and never the name of an index.
        var canBeName = at > 0 || !segments[at].StartsWith('_') || segments[at] == "_all";
        if (node.Any is not null && canBeName)
            foreach (var found in Nodes(node.Any, segments, at + 1))
                yield return found;
    }

    private static Dictionary<string, string> Values(Route route, string[] segments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < segments.Length; i++)
            if (route.Segments[i][0] == '{')
                values[route.Segments[i][1..^1]] = segments[i];
        return values;
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Words { get; } = new(StringComparer.Ordinal);

        public Node? Any { get; set; }

        public Dictionary<string, Route> Methods { get; } = new(StringComparer.Ordinal);

        public Node Word(string word)
        {
            if (!Words.TryGetValue(word, out var node))
                Words[word] = node = new Node();
            return node;
        }
    }
}
