using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>The languages that a code block may be in.</summary>
internal static class CodeLanguages
{
    public const string Plain = "plain text";

    private static readonly string[] Names =
    [
        "abap",
        "abc",
        "agda",
        "arduino",
        "ascii art",
        "assembly",
        "bash",
        "basic",
        "bnf",
        "c",
        "c#",
        "c++",
        "clojure",
        "coffeescript",
        "coq",
        "css",
        "dart",
        "dhall",
        "diff",
        "docker",
        "ebnf",
        "elixir",
        "elm",
        "erlang",
        "f#",
        "flow",
        "fortran",
        "gherkin",
        "glsl",
        "go",
        "graphql",
        "groovy",
        "haskell",
        "hcl",
        "html",
        "idris",
        "java",
        "javascript",
        "json",
        "julia",
        "kotlin",
        "latex",
        "less",
        "lisp",
        "livescript",
        "llvm ir",
        "lua",
        "makefile",
        "markdown",
        "markup",
        "matlab",
        "mathematica",
        "mermaid",
        "nix",
        "notion formula",
        "objective-c",
        "ocaml",
        "pascal",
        "perl",
        "php",
        "plain text",
        "powershell",
        "prolog",
        "protobuf",
        "purescript",
        "python",
        "r",
        "racket",
        "reason",
        "ruby",
        "rust",
        "sass",
        "scala",
        "scheme",
        "scss",
        "shell",
        "smalltalk",
        "solidity",
        "sql",
        "swift",
        "toml",
        "typescript",
        "vb.net",
        "verilog",
        "vhdl",
        "visual basic",
        "webassembly",
        "xml",
        "yaml",
        "java/c/c++/c#",
    ];

    /// <summary>Other names of languages, as code fences in Markdown have them.</summary>
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["cpp"] = "c++",
        ["cs"] = "c#",
        ["csharp"] = "c#",
        ["dockerfile"] = "docker",
        ["erl"] = "erlang",
        ["ex"] = "elixir",
        ["fs"] = "f#",
        ["fsharp"] = "f#",
        ["golang"] = "go",
        ["hs"] = "haskell",
        ["js"] = "javascript",
        ["jsx"] = "javascript",
        ["kt"] = "kotlin",
        ["make"] = "makefile",
        ["md"] = "markdown",
        ["objc"] = "objective-c",
        ["objectivec"] = "objective-c",
        ["pl"] = "perl",
        ["proto"] = "protobuf",
        ["ps1"] = "powershell",
        ["py"] = "python",
        ["rb"] = "ruby",
        ["rs"] = "rust",
        ["sh"] = "shell",
        ["tex"] = "latex",
        ["ts"] = "typescript",
        ["tsx"] = "typescript",
        ["vb"] = "visual basic",
        ["wasm"] = "webassembly",
        ["yml"] = "yaml",
        ["zsh"] = "shell",
    };

    private static readonly HashSet<string> Known = new(Names, StringComparer.OrdinalIgnoreCase);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>Reads a language by its name in the API.</summary>
    public static string Read(Input input) => input.Choice(Names);

    /// <summary>A stored language as it is answered. Markdown's fences name any; what the API has no name for is plain text.</summary>
    public static string Shown(string stored) =>
        Aliases.TryGetValue(stored, out var name) ? name
        : Known.TryGetValue(stored, out name) ? name
        : Plain;
}
