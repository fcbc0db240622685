"""What DuckDB says of the same lines, and how long it takes: `python3 duck.py LINES.csv TIMES`. The table is loaded before anything is measured."""
import json
import sys
import time

import duckdb

path, times = sys.argv[1], int(sys.argv[2])
db = duckdb.connect()
db.execute(
    """CREATE TABLE line AS SELECT "주문번호" AS id, CAST("주문일시" AS TIMESTAMP) AS moment, nullif("회원아이디", '') AS customer, "상품번호" AS product,
    CAST("수량" AS INTEGER) AS units, CAST(regexp_replace("판매가", '[,원]', '', 'g') AS BIGINT) AS price, "주문상태" = '취소완료' AS cancelled
    FROM read_csv(?, header = true, all_varchar = true)""",
    [path],
)
MONTH = "year({0}) * 12 + month({0}) - 1"
QUESTIONS = {
    "cohort": f"""WITH placed AS (SELECT id, any_value(customer) AS customer, min(moment) AS moment, sum(units * price) AS paid FROM line WHERE NOT cancelled GROUP BY id),
        firsts AS (SELECT customer, min(moment) AS began FROM placed WHERE customer IS NOT NULL GROUP BY customer)
        SELECT {MONTH.format('began')} AS cohort, {MONTH.format('moment')} - cohort AS after, count(DISTINCT customer), count(*), CAST(sum(paid) AS BIGINT)
        FROM placed JOIN firsts USING (customer) GROUP BY ALL ORDER BY ALL""",
    "bands": """SELECT CASE WHEN price < 10000 THEN 0 WHEN price < 30000 THEN 1 WHEN price < 50000 THEN 2 WHEN price < 70000 THEN 3 ELSE 4 END AS band,
        count(DISTINCT id), CAST(sum(units) AS BIGINT), CAST(sum(units * price) AS BIGINT) FROM line WHERE NOT cancelled GROUP BY band ORDER BY band""",
    "pairs": """WITH basket AS (SELECT DISTINCT id, product FROM line WHERE NOT cancelled)
        SELECT a.product, b.product, count(*) AS n FROM basket a JOIN basket b ON a.id = b.id AND a.product < b.product
        GROUP BY ALL HAVING n >= 2 ORDER BY n DESC, 1, 2 LIMIT 100""",
    "rfm": """WITH known AS (SELECT customer, max(CAST(moment AS DATE)) AS last, count(DISTINCT id) AS n, sum(units * price) AS paid
        FROM line WHERE NOT cancelled AND customer IS NOT NULL GROUP BY customer),
        scored AS (SELECT paid, 1 + 5 * (rank() OVER (ORDER BY last) - 1) // (SELECT count(*) FROM known) AS recency,
        1 + 5 * (rank() OVER (ORDER BY n) - 1) // (SELECT count(*) FROM known) AS frequency FROM known)
        SELECT recency, frequency, count(*), CAST(sum(paid) AS BIGINT) FROM scored GROUP BY ALL ORDER BY ALL""",
}
for name, question in QUESTIONS.items():
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        rows = db.execute(question).fetchall()
        took.append((time.perf_counter() - begun) * 1000)
    print(json.dumps({"name": name, "ms": sorted(took)[len(took) // 2], "rows": rows}))
