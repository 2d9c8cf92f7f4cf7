using Lucene.Net.Analysis;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Documents;

/// <summary>A value taken whole: its term and its doc value in one field of Lucene's, which looks each field of a document up by its name.</summary>
internal sealed class TermField : Field
{
    private static readonly FieldType Stored = Frozen(isStored: true, DocValuesType.NONE);
    private static readonly FieldType IndexedAndKept = Frozen(isStored: false, DocValuesType.SORTED_SET);

    private readonly BytesRef term;

    /// <summary>A field of a mapping.</summary>
    public TermField(string name, BytesRef term, FieldType type)
        : base(name, type)
    {
        this.term = term;
        FieldsData = term;
    }

    /// <summary>A field that is stored as text, next to its term.</summary>
    public TermField(string name, string text)
        : base(name, Stored)
    {
        term = new BytesRef(text);
        FieldsData = text;
    }

    /// <summary>The type of what is only searched for.</summary>
    public static FieldType Indexed { get; } = Frozen(isStored: false, DocValuesType.NONE);

    /// <summary>The type of a mapped field; null when nothing of it is kept outside the source.</summary>
    public static FieldType? TypeOf(MappedField field) =>
        (field.Index, field.DocValues) switch
        {
            (true, true) => IndexedAndKept,
            (true, false) => Indexed,
            (false, true) => SortedSetDocValuesField.TYPE,
            _ => null,
        };

    /// <inheritdoc />
    public override TokenStream GetTokenStream(Analyzer analyzer) => SharedStreams.Term(term);

    private static FieldType Frozen(bool isStored, DocValuesType docValues)
    {
        var type = new FieldType
        {
            IsIndexed = true,
            IsTokenized = false,
            IsStored = isStored,
            OmitNorms = true,
            IndexOptions = IndexOptions.DOCS_ONLY,
            DocValueType = docValues,
        };
        type.Freeze();
        return type;
    }
}
