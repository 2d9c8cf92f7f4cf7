namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>What a piece of an expression is.</summary>
internal enum TokenKind
{
    /// <summary>The end of the expression.</summary>
    End,

    /// <summary>A number; its text is as it was written.</summary>
    Number,

    /// <summary>A text; its text is without quotes and escapes.</summary>
    Text,

    /// <summary>A name.</summary>
    Name,

    /// <summary>A property by its id, as Notion's own answers write it: <c>{{notion:block_property:ID:…}}</c>.</summary>
    PropertyId,

    /// <summary>An operator or a sign.</summary>
    Sign,
}

/// <summary>A piece of an expression.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, int End)
{
    public bool Is(string sign) => Kind == TokenKind.Sign && Text == sign;

    public bool IsName(string name) => Kind == TokenKind.Name && Text == name;

    /// <summary>The piece as messages name it.</summary>
    public string Shown =>
        Kind switch
        {
            TokenKind.End => "the end of the formula",
            TokenKind.Text => $"the text \"{Short}\"",
            _ => $"\"{Short}\"",
        };

    private string Short => Text.Length <= 40 ? Text : $"{Text[..40]}…";
}
