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


if __name__ == "__main__":
    unittest.main()
