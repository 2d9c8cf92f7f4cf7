"""Debian's python3-elasticsearch against a started engine: ELASTICSEARCH_URL names it, ELASTICSEARCH_PASSWORD opens it."""

import os
import unittest

from elasticsearch import ConflictError, Elasticsearch, NotFoundError, RequestError, helpers

client = Elasticsearch(
    [os.environ["ELASTICSEARCH_URL"]],
    http_auth=("elastic", os.environ["ELASTICSEARCH_PASSWORD"]),
    max_retries=0,
)
INDEX = "python"


class Suite(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        client.indices.create(index=INDEX, body={"settings": {"number_of_replicas": 0}, "mappings": {"properties": {"n": {"type": "integer"}}}})

    def test_info_and_health(self):
        self.assertTrue(client.info()["version"]["number"].startswith("8."))
        self.assertEqual("green", client.cluster.health(index=INDEX, wait_for_status="green")["status"])

    def test_documents(self):
        self.assertEqual("created", client.index(index=INDEX, id="1", body={"n": 1}, refresh="wait_for")["result"])
        self.assertEqual({"n": 1}, client.get(index=INDEX, id="1")["_source"])
        self.assertEqual("updated", client.update(index=INDEX, id="1", body={"doc": {"m": "x"}})["result"])
        with self.assertRaises(ConflictError):
            client.create(index=INDEX, id="1", body={"n": 2})
        with self.assertRaises(NotFoundError):
            client.get(index=INDEX, id="nothing")
        client.delete(index=INDEX, id="1")

    def test_external_versions(self):
        client.index(index=INDEX, id="v", body={"n": 1}, version=9, version_type="external")
        with self.assertRaises(ConflictError):
            client.index(index=INDEX, id="v", body={"n": 2}, version=9, version_type="external")

    def test_bulk_helper(self):
        actions = [{"_index": INDEX, "_id": f"b{n}", "n": n if n != 77 else "no number"} for n in range(500)]
        done, failed = helpers.bulk(client, actions, raise_on_error=False, refresh=True)
        self.assertEqual((499, 1), (done, len(failed)))
        self.assertGreaterEqual(client.count(index=INDEX)["count"], 499)
        self.assertEqual([True, False], [d["found"] for d in client.mget(index=INDEX, body={"ids": ["b1", "b77"]})["docs"]])

    def test_aliases_and_errors(self):
        client.indices.create(index="python-2")
        client.indices.update_aliases(body={"actions": [{"add": {"index": "python-2", "alias": "python-alias"}}]})
        self.assertEqual(["python-2"], list(client.indices.get_alias(name="python-alias")))
        client.indices.delete(index="python-2")
        with self.assertRaises(RequestError):
            client.indices.create(index="Upper")

    def test_search(self):
        client.indices.create(
            index="birds",
            body={
                "settings": {"number_of_replicas": 0},
                "mappings": {"properties": {"text": {"type": "text"}, "kind": {"type": "keyword"}, "weight": {"type": "integer"}, "seen": {"type": "date"}}},
            },
        )
        birds = [
            {"_id": "heron", "text": "a heron stands in shallow water", "kind": "wader", "weight": 1500, "seen": "2026-01-03"},
            {"_id": "egret", "text": "an egret hunts in shallow water", "kind": "wader", "weight": 450, "seen": "2026-01-20"},
            {"_id": "swift", "text": "a swift hunts on the wing", "kind": "flyer", "weight": 40, "seen": "2026-02-11"},
        ]
        helpers.bulk(client, birds, index="birds", refresh=True)

        def found(query, **more):
            return [hit["_id"] for hit in client.search(index="birds", body={"query": query, "sort": ["weight"], **more})["hits"]["hits"]]

        self.assertEqual(["egret", "heron"], found({"match_phrase": {"text": "shallow water"}}))
        self.assertEqual(["swift", "egret"], found({"match": {"text": "hunts"}}))
        self.assertEqual(["egret"], found({"bool": {"must": {"match": {"text": "hunts"}}, "filter": {"term": {"kind": "wader"}}}}))
        self.assertEqual(["swift", "egret"], found({"range": {"weight": {"lte": 450}}}))
        self.assertEqual(["heron"], found({"fuzzy": {"text": {"value": "herno"}}}))
        self.assertEqual(["egret", "heron"], found({"match_all": {}}, search_after=[40]))
        answer = client.search(
            index="birds",
            body={
                "query": {"match": {"text": "heron"}},
                "highlight": {"fields": {"text": {}}},
                "_source": ["kind"],
                "aggs": {"kinds": {"terms": {"field": "kind"}}, "months": {"date_histogram": {"field": "seen", "calendar_interval": "month"}}},
            },
        )
        self.assertEqual({"kind": "wader"}, answer["hits"]["hits"][0]["_source"])
        self.assertEqual(["a <em>heron</em> stands in shallow water"], answer["hits"]["hits"][0]["highlight"]["text"])
        self.assertEqual([("wader", 1)], [(b["key"], b["doc_count"]) for b in answer["aggregations"]["kinds"]["buckets"]])
        self.assertEqual(["2026-01-01T00:00:00.000Z"], [b["key_as_string"] for b in answer["aggregations"]["months"]["buckets"]])
        self.assertEqual(1, client.delete_by_query(index="birds", body={"query": {"term": {"kind": "flyer"}}}, refresh=True)["deleted"])
        self.assertEqual(2, client.count(index="birds")["count"])
        with self.assertRaises(RequestError) as refused:
            client.search(index="birds", body={"query": {"no_such_query": {}}})
        self.assertIn("no_such_query", str(refused.exception))


if __name__ == "__main__":
    unittest.main()
